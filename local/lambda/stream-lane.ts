/** How do the changes of some items get to the function in order, and what happens to those it fails on? */
import type { GivenUp } from './failure-record.ts';
import type { InvocationResult } from './function-pool.ts';
import { type MappingConfiguration, problem, processingResult, reportsItemFailures } from './mapping.ts';
import { pause } from './pause.ts';
import { fittingCount, payloadOf, reportedFailures } from './record-batch.ts';
import type { StreamRecord } from './stream-record.ts';

export interface LaneParts {
  readonly mapping: MappingConfiguration;
  readonly invoke: (functionArn: string, payload: string) => Promise<InvocationResult>;
  readonly now: () => number;
  readonly report: (result: string) => void;
  /** Aborts when the mapping stops: what is not done then is read again later. */
  readonly stopping: AbortSignal;
  readonly done: (records: readonly StreamRecord[]) => void;
  /** Hands records the function never managed to the on-failure destination. */
  readonly giveUp: (records: readonly StreamRecord[], why: GaveUp) => Promise<void>;
}

export type GaveUp = Pick<GivenUp, 'condition' | 'invocations' | 'result'>;

/** A failed batch is tried again after 100 ms, then twice that, at most ten seconds. */
const RETRY_DELAYS_MS = { first: 100, longest: 10_000 };
/** How often a batch that fills up looks whether its window is over. */
const WINDOW_LOOK_MS = 20;

/**
 * One batch at a time:
 *
 *   batch ─▶ invoke ─ok──────────────────────────────────▶ done
 *     ▲        ├─ from record n on failed ─▶ 1…n-1 done, the rest again
 *     │        ├─ failed, bisect ─▶ two halves, one after the other
 *     └─ wait ─┤ failed
 *              └─ retries used up, too old ─▶ destination ─▶ done
 */
export class StreamLane {
  readonly #parts: LaneParts;
  readonly #queue: StreamRecord[] = [];
  #running = false;
  #lastRun: Promise<void> = Promise.resolve();

  constructor(parts: LaneParts) {
    this.#parts = parts;
  }

  /** Records that wait for an invocation. */
  get waiting(): number {
    return this.#queue.length;
  }

  push(record: StreamRecord): void {
    this.#queue.push(record);
    if (!this.#running) this.#lastRun = this.#run();
  }

  /** Resolves when the batch that runs is done with; after `stopping` no other begins. */
  async settle(): Promise<void> {
    await this.#lastRun;
  }

  async #run(): Promise<void> {
    const { mapping, stopping } = this.#parts;
    this.#running = true;
    while (this.#queue.length > 0 && !stopping.aborted) {
      // Even without a window this lets the other records of the same read arrive: they are pushed in one turn.
      await this.#fillWindow();
      await this.#deliver(this.#queue.splice(0, fittingCount(this.#queue, mapping.BatchSize)));
    }
    this.#running = false;
  }

  async #fillWindow(): Promise<void> {
    const { mapping, stopping } = this.#parts;
    const over = Date.now() + mapping.MaximumBatchingWindowInSeconds * 1000;
    while (this.#queue.length < mapping.BatchSize && Date.now() < over && !stopping.aborted) {
      await pause(WINDOW_LOOK_MS, stopping);
    }
  }

  async #deliver(batch: readonly StreamRecord[]): Promise<void> {
    const { mapping, stopping, done } = this.#parts;
    let rest = batch;
    let failures = 0;
    for (let delay = RETRY_DELAYS_MS.first; !stopping.aborted; delay = Math.min(delay * 2, RETRY_DELAYS_MS.longest)) {
      rest = await this.#dropExpired(rest, failures);
      if (rest.length === 0) return;
      const result = await this.#invoke(rest);
      if (result) {
        const succeeded = succeededCount(mapping, result, rest);
        done(rest.slice(0, succeeded));
        rest = rest.slice(succeeded);
        if (rest.length === 0) return;
        // What is left after some progress is a new batch with retries of its own.
        failures = succeeded > 0 ? 1 : failures + 1;
        if (succeeded === 0 && mapping.BisectBatchOnFunctionError && rest.length > 1) return this.#bisect(rest);
        if (this.#isExhausted(failures)) return this.#abandon(rest, failures, result);
      }
      await pause(delay, stopping);
    }
  }

  async #bisect(batch: readonly StreamRecord[]): Promise<void> {
    const middle = Math.ceil(batch.length / 2);
    await this.#deliver(batch.slice(0, middle));
    await this.#deliver(batch.slice(middle));
  }

  /** Undefined when the function could not be run: that costs no retry. */
  async #invoke(records: readonly StreamRecord[]): Promise<InvocationResult | undefined> {
    const { invoke, mapping, report } = this.#parts;
    try {
      const result = await invoke(mapping.FunctionArn, payloadOf(records));
      report(processingResult(result));
      return result;
    } catch (error) {
      report(problem(error));
      return undefined;
    }
  }

  async #dropExpired(records: readonly StreamRecord[], invocations: number): Promise<readonly StreamRecord[]> {
    const seconds = this.#parts.mapping.MaximumRecordAgeInSeconds ?? -1;
    if (seconds === -1) return records;
    const firstKept = records.findIndex(({ createdAt }) => createdAt >= this.#parts.now() - seconds * 1000);
    const expired = firstKept === -1 ? records : records.slice(0, firstKept);
    if (expired.length === 0) return records;
    const why: GaveUp = { condition: 'RecordAgeExceeded', invocations, result: undefined };
    await this.#parts.giveUp(expired, why);
    this.#parts.done(expired);
    return records.slice(expired.length);
  }

  #isExhausted(failures: number): boolean {
    const { MaximumRetryAttempts: most = -1 } = this.#parts.mapping;
    return most !== -1 && failures > most;
  }

  async #abandon(records: readonly StreamRecord[], invocations: number, result: InvocationResult): Promise<void> {
    await this.#parts.giveUp(records, { condition: 'RetryAttemptsExhausted', invocations, result });
    this.#parts.done(records);
  }
}

/** How many records from the first on succeeded: the lowest reported one and all after it are tried again. */
function succeededCount(mapping: MappingConfiguration, result: InvocationResult, records: readonly StreamRecord[]) {
  if (result.functionError) return 0;
  if (!reportsItemFailures(mapping)) return records.length;
  const failed = reportedFailures(result.payload, records);
  if (failed === 'all') return 0;
  const first = records.findIndex(({ id }) => failed.has(id));
  return first === -1 ? records.length : first;
}
