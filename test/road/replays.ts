/** Replays as whoever asks for them sees them. */
import { expect } from 'vitest';
import type { ApiAnswer, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';

export interface ReplayView {
  readonly id: string;
  readonly subscriberId: string;
  readonly status: string;
  readonly from: string;
  readonly to: string;
  readonly archivedSince?: string;
  readonly includeDelivered: boolean;
  readonly eventId?: string;
  readonly progress: number;
  readonly lastReplayedAt?: string;
  readonly waitingFor?: string;
  readonly failure?: string;
  readonly deliveries?: { delivered: number; pending: number; dead: number; isComplete: boolean };
}

export interface Problem {
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

export class Replays {
  readonly #fanfare: TestPlatform;

  constructor(fanfare: TestPlatform) {
    this.#fanfare = fanfare;
  }

  ask(subscriberId: string, body: object): Promise<ApiAnswer<ReplayView & Problem>> {
    return this.#fanfare.api('POST', `/v1/subscribers/${subscriberId}/replays`, body);
  }

  async start(subscriberId: string, body: object): Promise<ReplayView> {
    const { status, body: replay } = await this.ask(subscriberId, body);
    expect({ status, replay }).toMatchObject({ status: 202, replay: { subscriberId, status: 'queued', progress: 0 } });
    return replay;
  }

  async read(id: string): Promise<ReplayView> {
    return (await this.#fanfare.api<ReplayView>('GET', `/v1/replays/${id}`)).body;
  }

  /** Waits until it is over, one way or another. */
  over(id: string): Promise<ReplayView> {
    return until(`${id} to be over`, async () => {
      const replay = await this.read(id);
      return ['completed', 'cancelled', 'failed'].includes(replay.status) && replay;
    });
  }

  async completed(id: string): Promise<ReplayView> {
    const replay = await this.over(id);
    expect(replay).toMatchObject({ status: 'completed', progress: 1 });
    return replay;
  }

  /** Waits until nothing is left in a subscriber's queue. */
  async drained(subscriberId: string): Promise<void> {
    await until(`the queue of ${subscriberId} to be empty`, async () => {
      const { queue } = await this.#fanfare.subscriber(subscriberId);
      return queue.depth + queue.inFlight === 0;
    });
  }

  /** How often each event arrived at a path of the endpoint. */
  arrivals(path: string): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { headers } of this.#fanfare.endpoint.at(path)) {
      const id = headers['webhook-id'] ?? '';
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return counts;
  }
}
