/** Which execution environment takes the next invocation of a function, and may there be another one? */
import { randomUUID } from 'node:crypto';
import { AwsError } from '../aws/service.ts';
import { ExecutionEnvironment, type Outcome } from './execution-environment.ts';
import type { FunctionDefinition } from './function-definition.ts';

/** An invocation that ran: what AWS answers to a `RequestResponse`. */
export interface InvocationResult {
  readonly requestId: string;
  /** The handler's answer as JSON, or the error as Lambda words it. */
  readonly payload: string;
  /** Present when the handler threw, timed out or crashed; Node.js functions only ever see `Unhandled`. */
  readonly functionError?: 'Unhandled';
  /** What the invocation printed. */
  readonly log: readonly string[];
}

export interface PoolSurroundings {
  /** Where the functions reach AWS; asked at each cold start. */
  readonly endpoint: () => string;
  readonly onLog: (functionName: string, line: string) => void;
  readonly now: () => number;
}

/** How many lines an invocation's own log tail looks back on. */
const LOG_TAIL_LINES = 100;

/**
 * The environments of one function. The warm one used last goes first, so that those a burst needed fall idle
 * and are retired.
 */
export class FunctionPool {
  readonly definition: FunctionDefinition;
  readonly lastModified: number;
  readonly #around: PoolSurroundings;
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #busy = new Set<ExecutionEnvironment>();
  readonly #tails = new WeakMap<ExecutionEnvironment, string[]>();
  #closed = false;
  #allReturned: (() => void) | undefined;

  constructor(definition: FunctionDefinition, around: PoolSurroundings) {
    this.definition = definition;
    this.lastModified = around.now();
    this.#around = around;
  }

  /** Invocations that run now. */
  get running(): number {
    return this.#busy.size;
  }

  /** Runs one invocation; rejects with `TooManyRequestsException` when the reserved concurrency is used up. */
  async invoke(payload: string): Promise<InvocationResult> {
    const { reservedConcurrency, name } = this.definition;
    if (this.#closed) throw new AwsError('ServiceException', 'The local Lambda is stopping.', { status: 500 });
    if (reservedConcurrency !== undefined && this.#busy.size >= reservedConcurrency) throw throttled();
    const environment = this.#take();
    const requestId = randomUUID();
    const log: string[] = [];
    this.#tails.set(environment, log);
    const outcome = await environment.invoke(requestId, payload);
    this.#giveBack(environment);
    if (!outcome.failed) return { requestId, payload: outcome.json, log };
    const line = errorLine(requestId, outcome, this.#around.now());
    log.push(line);
    this.#around.onLog(name, line);
    return { requestId, payload: outcome.json, functionError: 'Unhandled', log };
  }

  /** Ends the environments that have been idle since before `time` (epoch ms). */
  async retireIdle(time: number): Promise<void> {
    const kept = this.#idle.filter((environment) => environment.idleSince >= time);
    const retired = this.#idle.filter((environment) => environment.idleSince < time);
    this.#idle.splice(0, this.#idle.length, ...kept);
    await Promise.all(retired.map((environment) => environment.retire()));
  }

  /** Lets running invocations finish (their timeout bounds that), then ends every environment. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.retireIdle(Number.POSITIVE_INFINITY);
    if (this.#busy.size > 0) await new Promise<void>((resolve) => (this.#allReturned = resolve));
  }

  #take(): ExecutionEnvironment {
    let environment = this.#idle.pop();
    while (environment?.isDead) environment = this.#idle.pop();
    environment ??= this.#start();
    this.#busy.add(environment);
    return environment;
  }

  #start(): ExecutionEnvironment {
    const { endpoint, onLog } = this.#around;
    const name = this.definition.name;
    const environment: ExecutionEnvironment = new ExecutionEnvironment(this.definition, endpoint(), (line) => {
      const tail = this.#tails.get(environment);
      if (tail && tail.push(line) > LOG_TAIL_LINES) tail.shift();
      onLog(name, line);
    });
    return environment;
  }

  #giveBack(environment: ExecutionEnvironment): void {
    this.#busy.delete(environment);
    environment.idleSince = this.#around.now();
    if (this.#closed) void this.#retireLast(environment);
    else if (!environment.isDead) this.#idle.push(environment);
  }

  async #retireLast(environment: ExecutionEnvironment): Promise<void> {
    await environment.retire();
    if (this.#busy.size === 0) this.#allReturned?.();
  }
}

export function throttled(): AwsError {
  return new AwsError('TooManyRequestsException', 'Rate Exceeded.', { status: 429 });
}

/** The line Lambda writes for an invocation that failed (log format JSON). */
function errorLine(requestId: string, outcome: Outcome, now: number): string {
  const { errorType, errorMessage, trace } = JSON.parse(outcome.json) as Record<string, unknown>;
  const message = { errorType, errorMessage, stackTrace: trace };
  return JSON.stringify({ timestamp: new Date(now).toISOString(), level: 'ERROR', requestId, message });
}
