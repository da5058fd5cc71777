/** May a mapping start another invocation now? */

/** A fixed number, or one that grows while there is work. */
export type Limit = () => number;

/** How often a waiting taker looks whether the limit has grown. */
const LOOK_AGAIN_MS = 250;

/** Places for invocations, for one taker: its mapping's poll. */
export class ConcurrencySlots {
  readonly #limit: Limit;
  #taken = 0;
  #wake: (() => void) | undefined;

  constructor(limit: Limit) {
    this.#limit = limit;
  }

  /** Resolves with a place taken, or without one when the signal aborts: then answers false. */
  async take(signal: AbortSignal): Promise<boolean> {
    while (this.#taken >= this.#limit() && !signal.aborted) await this.#change();
    if (signal.aborted) return false;
    this.#taken += 1;
    return true;
  }

  give(): void {
    this.#taken -= 1;
    this.#wake?.();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LOOK_AGAIN_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** What a mapping without `MaximumConcurrency` is given: five at once, and 300 more a minute up to 1,250. */
const RAMP = { start: 5, perSecond: 5, most: 1250 };

/** Lambda's ramp: grows while the queue has messages, back to the start when it is found empty. */
export class ConcurrencyRamp {
  readonly #now: () => number;
  #busySince: number | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  sawMessages(): void {
    this.#busySince ??= this.#now();
  }

  sawNone(): void {
    this.#busySince = undefined;
  }

  readonly limit: Limit = () => {
    const busySeconds = this.#busySince === undefined ? 0 : (this.#now() - this.#busySince) / 1000;
    return Math.min(RAMP.most, RAMP.start + Math.floor(busySeconds * RAMP.perSecond));
  };
}
