/** What does one execution environment do with one invocation? */
import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { type FunctionDefinition, functionArn, functionEnvironment, logGroupName } from './function-definition.ts';

/** What came of an invocation; `json` is the handler's answer, or the error as Lambda words it. */
export interface Outcome {
  readonly failed: boolean;
  readonly json: string;
}

type FromWorker = readonly [kind: 'ready' | 'log' | 'result' | 'error' | 'crash', text: string];

/** AWS gives the code outside the handler ten seconds. */
const INIT_LIMIT_SECONDS = 10;
const RUNTIME_FILE = new URL('./runtime.cjs', import.meta.url);

/**
 * A worker thread that has loaded a function's bundle: its own environment variables, heap limit and globals,
 * and one invocation at a time.
 *
 *   starting ──ready──▶ idle ◀──result, error──▶ busy
 *      │                 │                        │
 *      └─crash, 10 s─────┴──retire──▶ dead ◀──────┴─ crash, exit, out of memory, timeout
 *
 * It may be called before it is ready, or after it failed to start: then that is the outcome.
 */
export class ExecutionEnvironment {
  readonly #definition: FunctionDefinition;
  readonly #onLine: (line: string) => void;
  readonly #worker: Worker;
  #dead = false;
  #partialLine = '';
  /** Of the invocation that runs; before the first one, of the init. */
  #requestId: string = randomUUID();
  #timer: NodeJS.Timeout | undefined;
  /** Waits for the end of the init, then of the invocation that runs. */
  #settle: ((outcome: Outcome) => void) | undefined;
  /** Resolves when the bundle is loaded, or failed to load. */
  readonly initialised: Promise<Outcome>;
  /** When it last had nothing to do, epoch ms. */
  idleSince = 0;

  constructor(definition: FunctionDefinition, endpoint: string, onLine: (line: string) => void) {
    this.#definition = definition;
    this.#onLine = onLine;
    this.#worker = startWorker(definition, endpoint);
    this.#worker.on('message', (message: FromWorker) => this.#hear(message));
    this.#worker.on('error', (error: Error & { code?: string }) => this.#die(this.#diedOf(error)));
    this.#worker.on('exit', (code) => this.#die(exited(this.#requestId, code)));
    this.initialised = this.#within(INIT_LIMIT_SECONDS);
  }

  /** Dead: timed out, crashed, failed to start or retired. It takes no further invocation. */
  get isDead(): boolean {
    return this.#dead;
  }

  async invoke(requestId: string, payload: string): Promise<Outcome> {
    this.#requestId = requestId;
    const init = await this.initialised;
    if (init.failed) return init;
    const seconds = this.#definition.timeoutSeconds;
    const outcome = this.#within(seconds);
    this.#worker.postMessage([requestId, payload, Date.now() + seconds * 1000]);
    return outcome;
  }

  async retire(): Promise<void> {
    this.#die(failure('Runtime.ExitError', this.#requestId, 'Runtime was shut down'));
    await this.#worker.terminate();
  }

  /** The next outcome the worker reports, or the timeout that ends it. */
  #within(seconds: number): Promise<Outcome> {
    return new Promise((resolve) => {
      this.#settle = resolve;
      this.#timer = setTimeout(() => this.#die(timedOut(this.#requestId, seconds)), seconds * 1000);
    });
  }

  #hear([kind, text]: FromWorker): void {
    if (kind === 'log') this.#log(text);
    else if (kind === 'crash') this.#die({ failed: true, json: text });
    else this.#finish({ failed: kind === 'error', json: text });
  }

  #finish(outcome: Outcome): void {
    clearTimeout(this.#timer);
    this.#flushLine();
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(outcome);
  }

  #die(outcome: Outcome): void {
    if (this.#dead) return;
    this.#dead = true;
    this.#worker.terminate().catch(() => {});
    this.#finish(outcome);
  }

  #diedOf(error: Error & { code?: string }): Outcome {
    if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
      return failure('Runtime.OutOfMemory', this.#requestId, 'Runtime exited with error: signal: killed');
    }
    return failure('Runtime.ExitError', this.#requestId, error.message);
  }

  #log(text: string): void {
    // Nearly always exactly one whole line: no split on that path.
    const end = text.indexOf('\n');
    if (end === text.length - 1 && this.#partialLine === '') {
      this.#onLine(text.slice(0, end));
      return;
    }
    const lines = (this.#partialLine + text).split('\n');
    this.#partialLine = lines.pop() ?? '';
    for (const line of lines) this.#onLine(line);
  }

  #flushLine(): void {
    if (this.#partialLine === '') return;
    this.#onLine(this.#partialLine);
    this.#partialLine = '';
  }
}

function startWorker(definition: FunctionDefinition, endpoint: string): Worker {
  const date = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  const logStreamName = `${date}/[$LATEST]${randomUUID().replaceAll('-', '')}`;
  const context = {
    functionName: definition.name,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn(definition.name),
    memoryLimitInMB: String(definition.memoryMb),
    logGroupName: logGroupName(definition.name),
    logStreamName,
  };
  return new Worker(RUNTIME_FILE, {
    workerData: { codeDir: definition.codeDir, handler: definition.handler, context },
    env: functionEnvironment(definition, endpoint, logStreamName),
    execArgv: [],
    argv: [],
    resourceLimits: { maxOldGenerationSizeMb: definition.memoryMb },
    trackUnmanagedFds: false,
    name: definition.name,
  });
}

function timedOut(requestId: string, seconds: number): Outcome {
  return failure('Sandbox.Timedout', requestId, `Task timed out after ${seconds.toFixed(2)} seconds`);
}

function exited(requestId: string, code: number): Outcome {
  const how = code === 0 ? 'exited without providing a reason' : `exited with error: exit status ${code}`;
  return failure('Runtime.ExitError', requestId, `Runtime ${how}`);
}

function failure(errorType: string, requestId: string, what: string): Outcome {
  return { failed: true, json: JSON.stringify({ errorType, errorMessage: `RequestId: ${requestId} Error: ${what}` }) };
}
