/** Which functions are there, and how is one invoked and waited for? */
import { AwsError } from '../aws/service.ts';
import { type FunctionDefinition, functionNameOf, functionNotFound } from './function-definition.ts';
import { FunctionPool, type InvocationResult, type PoolSurroundings, throttled } from './function-pool.ts';

/** AWS's default for an account and region. */
export const ACCOUNT_CONCURRENCY = 1000;
/** A warm environment nobody used for this long is ended. */
const IDLE_MS = 5 * 60_000;
/** Longest payload of a synchronous invocation, bytes, each way. */
export const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

/** Invokes and waits; rejects with `AwsError` when the function could not be run at all. */
export type Invoke = (name: string, payload: string) => Promise<InvocationResult>;

export class FunctionRegistry {
  readonly #pools = new Map<string, FunctionPool>();
  readonly #around: PoolSurroundings;
  readonly #sweep: NodeJS.Timeout;

  constructor(around: PoolSurroundings) {
    this.#around = around;
    this.#sweep = setInterval(() => void this.#retireIdle(), IDLE_MS / 10).unref();
  }

  /** Adds a function, or replaces one: what runs finishes on the old code, what comes next starts on the new. */
  define(definition: FunctionDefinition): void {
    void this.#pools.get(definition.name)?.close();
    this.#pools.set(definition.name, new FunctionPool(definition, this.#around));
  }

  /** The pool of a function by name, partial or full ARN; `ResourceNotFoundException` when there is none. */
  find(nameOrArn: string, qualifier?: string | null): FunctionPool {
    const name = functionNameOf(nameOrArn, qualifier);
    const pool = this.#pools.get(name);
    if (!pool) throw functionNotFound(name);
    return pool;
  }

  all(): FunctionPool[] {
    return [...this.#pools.values()];
  }

  readonly invoke: Invoke = async (nameOrArn, payload) => {
    const pool = this.find(nameOrArn);
    // Only a long string can be too long: no counting of bytes for the others.
    if (payload.length > MAX_PAYLOAD_BYTES / 3 && Buffer.byteLength(payload) > MAX_PAYLOAD_BYTES) {
      const message = `${Buffer.byteLength(payload)} byte payload is too large for the RequestResponse invocation type (limit ${MAX_PAYLOAD_BYTES} bytes)`;
      throw new AwsError('RequestTooLargeException', message, { status: 413 });
    }
    let running = 0;
    for (const each of this.#pools.values()) running += each.running;
    if (running >= ACCOUNT_CONCURRENCY) throw throttled();
    return pool.invoke(payload);
  };

  async abort(): Promise<void> {
    await Promise.all(this.all().map((pool) => pool.abort()));
  }

  async stop(): Promise<void> {
    clearInterval(this.#sweep);
    await Promise.all(this.all().map((pool) => pool.close()));
  }

  async #retireIdle(): Promise<void> {
    const before = this.#around.now() - IDLE_MS;
    await Promise.all(this.all().map((pool) => pool.retireIdle(before)));
  }
}
