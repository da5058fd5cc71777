/** How many dead letters are there of all subscribers? Many are dear to count, and who looks on asks every few seconds. */
import type { Count } from '../records/delivery-query.ts';
import type { DeliveryRecords } from '../records/delivery-records.ts';

/** So many are counted anew each time. */
const FEW = 1_000;
/** And more only after a while. */
const KEPT_MS = 15_000;

export class DeadLetterCount {
  readonly #deliveries: DeliveryRecords;
  #kept: { readonly count: Count; readonly untilMs: number } | undefined;

  constructor(deliveries: DeliveryRecords) {
    this.#deliveries = deliveries;
  }

  async read(nowMs: number): Promise<Count> {
    if (this.#kept && nowMs < this.#kept.untilMs) return this.#kept.count;
    const count = await this.#deliveries.countDead(undefined);
    this.#kept = count.count > FEW ? { count, untilMs: nowMs + KEPT_MS } : undefined;
    return count;
  }
}
