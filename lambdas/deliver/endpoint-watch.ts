/**
 * Does a subscriber's endpoint fail? What is known is read at most every few seconds, and written only when a batch of
 * attempts changes it: a healthy endpoint costs no writes.
 */
import { afterBatch, type DecidedAttempt, type EndpointHealth } from '../../core/endpoint-health.ts';
import { RecentlyUsed } from '../recipients/recently-used.ts';
import type { HealthRecords } from '../records/health-records.ts';
import { SUBSCRIBER_MAX_AGE_MS } from '../subscriber-max-age.ts';

const MAX_ENDPOINTS = 500;

/** Others write of the same endpoint at the same time; what is lost after so many rounds is a count. */
const ROUNDS = 5;

export type Known = Promise<EndpointHealth | undefined>;

export class EndpointWatch {
  readonly #records: HealthRecords;
  readonly #known = new RecentlyUsed<{ readonly health: EndpointHealth | undefined; readonly readAtMs: number }>(
    MAX_ENDPOINTS,
  );

  constructor(records: HealthRecords) {
    this.#records = records;
  }

  /** What was known of the endpoint a moment ago. */
  async look(subscriberId: string, nowMs: number): Known {
    const known = this.#known.get(subscriberId);
    if (known && nowMs - known.readAtMs < SUBSCRIBER_MAX_AGE_MS) return known.health;
    const health = await this.#records.get(subscriberId);
    this.#known.set(subscriberId, { health, readAtMs: nowMs });
    return health;
  }

  /** Writes down what a batch of attempts says, where that is news. */
  async tell(subscriberId: string, attempts: readonly DecidedAttempt[], nowMs: number): Promise<void> {
    let known = await this.look(subscriberId, nowMs);
    for (let round = 0; round < ROUNDS; round++) {
      const health = afterBatch(known, subscriberId, attempts);
      if (health === known) return;
      const replacement = await this.#records.replace(subscriberId, known, health);
      known = replacement.isDone ? health : replacement.current;
      this.#known.set(subscriberId, { health: known, readAtMs: nowMs });
      if (replacement.isDone) return;
    }
  }
}
