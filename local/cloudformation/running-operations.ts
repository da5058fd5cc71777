/** Which stacks are being changed just now, and how is that waited for or ended? */
import { setTimeout as sleep } from 'node:timers/promises';

interface Running {
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

export class RunningOperations {
  readonly #running = new Map<string, Running>();

  /** Runs until its first wait before this returns. What rejects without having been ended is a fault of ours. */
  start(stackId: string, run: (signal: AbortSignal) => Promise<void>): void {
    const abort = new AbortController();
    const done = run(abort.signal)
      .catch((error: unknown) => abort.signal.aborted || report(stackId, error))
      .then(() => {
        if (this.#running.get(stackId)?.abort === abort) this.#running.delete(stackId);
      });
    this.#running.set(stackId, { abort, done });
  }

  /** Leaves the stack as it is in the middle of the operation, if there is one. */
  async end(stackId: string): Promise<void> {
    const running = this.#running.get(stackId);
    running?.abort.abort(new Error('The operation was ended.'));
    await running?.done;
  }

  /** When the stack is not being changed, at the latest after `ms`. */
  async settled(stackId: string, ms: number): Promise<void> {
    const late = new AbortController();
    const waited = sleep(ms, undefined, { signal: late.signal }).catch(() => {});
    await Promise.race([this.#running.get(stackId)?.done, waited]);
    late.abort();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((stackId) => this.end(stackId)));
  }
}

function report(stackId: string, error: unknown): void {
  process.stderr.write(`local CloudFormation: ${stackId}: ${error instanceof Error ? error.stack : String(error)}\n`);
}
