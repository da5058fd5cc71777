/** When may the next call go out? An account shares AWS's quotas of calls a second: nobody else's must fail for ours. */
import { setTimeout as sleep } from 'node:timers/promises';

export class Pace {
  readonly #gapMs: number;
  #nextMs = 0;

  constructor(perSecond: number) {
    this.#gapMs = 1000 / perSecond;
  }

  /** Resolves when it is the caller's turn. */
  async turn(): Promise<void> {
    const now = Date.now();
    const at = Math.max(now, this.#nextMs);
    this.#nextMs = at + this.#gapMs;
    if (at > now) await sleep(at - now);
  }
}
