/** Which execution environment takes the next invocation of a function, and may there be another one? */
import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
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
 * Environments of a function that start at one time. More would only take each other's processor: a burst is served
 * sooner by those that are warm already, whichever comes first.
 */
const MOST_STARTING = Math.max(2, availableParallelism());

/** Between one spare environment's start and the next, ms: what runs goes first. */
const SPARE_PAUSE_MS = 500;

/**
 * The environments of one function. The warm one used last goes first, so that those a burst needed fall idle
 * and are retired.
 */
export class FunctionPool {
  readonly definition: FunctionDefinition;
  readonly lastModified: number;
  readonly #around: PoolSurroundings;
  readonly #idle: ExecutionEnvironment[] = [];
  /** Those that run an invocation, with the tail of what it printed. */
  readonly #busy = new Map<ExecutionEnvironment, string[]>();
  /** Invocations for which there is no environment yet. */
  readonly #waiting: ((environment: ExecutionEnvironment) => void)[] = [];
  #starting = 0;
  #running = 0;
  #spare = 0;
  #refilling: NodeJS.Timeout | undefined;
  #closed: (() => void) | undefined;

  constructor(definition: FunctionDefinition, around: PoolSurroundings) {
    this.definition = definition;
    this.lastModified = around.now();
    this.#around = around;
  }

  /** Invocations that have begun and not ended. */
  get running(): number {
    return this.#running;
  }

  /** Runs one invocation; rejects with `TooManyRequestsException` when the reserved concurrency is used up. */
  async invoke(payload: string): Promise<InvocationResult> {
    const { reservedConcurrency, name } = this.definition;
    if (this.#closed) throw new AwsError('ServiceException', 'The local Lambda is stopping.', { status: 500 });
    if (reservedConcurrency !== undefined && this.#running >= reservedConcurrency) throw throttled();
    this.#running += 1;
    const environment = this.#takeWarm() ?? (await this.#nextFree());
    const requestId = randomUUID();
    const log: string[] = [];
    this.#busy.set(environment, log);
    const outcome = await environment.invoke(requestId, payload);
    this.#busy.delete(environment);
    this.#running -= 1;
    this.#offer(environment);
    if (!outcome.failed) return { requestId, payload: outcome.json, log };
    const line = errorLine(requestId, outcome, this.#around.now());
    log.push(line);
    this.#around.onLog(name, line);
    return { requestId, payload: outcome.json, functionError: 'Unhandled', log };
  }

  /**
   * Keeps at least so many warm environments beside those in use, started one by one and in no hurry. On AWS a burst's
   * cold starts run on machines of their own; here they would take the processor from everyone else's deliveries.
   */
  keepSpare(count: number): void {
    this.#spare = Math.max(this.#spare, count);
    this.#refill();
  }

  /** Ends the environments that have been idle since before `time` (epoch ms), less the spare ones. */
  retireIdle(time: number): Promise<void> {
    return this.#retire((environment, at) => at >= this.#spare && environment.idleSince < time);
  }

  async #retire(isDue: (environment: ExecutionEnvironment, at: number) => boolean): Promise<void> {
    const retired = this.#idle.filter(isDue);
    const kept = this.#idle.filter((environment) => !retired.includes(environment));
    this.#idle.splice(0, this.#idle.length, ...kept);
    await Promise.all(retired.map((environment) => environment.retire()));
  }

  /** Takes nothing new, lets what has begun finish (its timeout bounds that), then ends every environment. */
  async close(): Promise<void> {
    const finished = new Promise<void>((resolve) => {
      this.#closed = resolve;
    });
    if (this.#running + this.#starting > 0) await finished;
    clearTimeout(this.#refilling);
    await this.#retire(() => true);
  }

  /** Ends the invocations under way: they fail, as when Lambda's machine dies. */
  async abort(): Promise<void> {
    await Promise.all([...this.#busy.keys()].map((environment) => environment.retire()));
  }

  #takeWarm(): ExecutionEnvironment | undefined {
    let environment = this.#idle.pop();
    while (environment?.isDead) environment = this.#idle.pop();
    this.#refill();
    return environment;
  }

  #refill(): void {
    if (this.#refilling || this.#closed || this.#idle.length + this.#starting >= this.#spare) return;
    this.#refilling = setTimeout(() => {
      this.#starting += 1;
      void this.#start().then(() => {
        this.#refilling = undefined;
        this.#refill();
      });
    }, SPARE_PAUSE_MS);
  }

  /** One that starts for this invocation, or one that becomes free before. */
  #nextFree(): Promise<ExecutionEnvironment> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#startMore();
    });
  }

  #startMore(): void {
    while (this.#starting < Math.min(this.#waiting.length, MOST_STARTING)) {
      this.#starting += 1;
      void this.#start();
    }
  }

  async #start(): Promise<void> {
    const { endpoint, onLog } = this.#around;
    const name = this.definition.name;
    const environment: ExecutionEnvironment = new ExecutionEnvironment(this.definition, endpoint(), (line) => {
      const tail = this.#busy.get(environment);
      if (tail && tail.push(line) > LOG_TAIL_LINES) tail.shift();
      onLog(name, line);
    });
    const init = await environment.initialised;
    this.#starting -= 1;
    // One that failed goes to an invocation too, which reports it.
    const waiter = init.failed ? this.#waiting.shift() : undefined;
    if (waiter) waiter(environment);
    else this.#offer(environment);
  }

  /** To the invocation that waits longest, or to those to come. */
  #offer(environment: ExecutionEnvironment): void {
    const waiter = environment.isDead ? undefined : this.#waiting.shift();
    if (waiter) waiter(environment);
    else if (!environment.isDead) {
      environment.idleSince = this.#around.now();
      this.#idle.push(environment);
    }
    this.#startMore();
    if (this.#running + this.#starting === 0) this.#closed?.();
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
