/** What does the local platform use for Lambda? Functions in worker threads, their invocations and event sources. */
import type { DatabaseSync } from 'node:sqlite';
import type { Json, RestAnswer, RestRequest, RestService } from '../aws/service.ts';
import { type EventInvokeConfig, EventQueue } from './event-queue.ts';
import { checkEventSource, type EventSources } from './event-source-check.ts';
import type { FunctionDefinition } from './function-definition.ts';
import { FunctionRegistry } from './function-registry.ts';
import { type Answered, callFunction, type InvocationType } from './invocation-door.ts';
import type { StreamsCall } from './mapping.ts';
import { MappingStore } from './mapping-store.ts';
import { Mappings } from './mappings.ts';
import type { JsonServiceLike } from './queue-destination.ts';
import { actionOf, answerRest, type LambdaParts, PATH_PREFIXES } from './rest-routes.ts';

export interface LambdaHostOptions {
  /** Holds mappings, checkpoints and accepted events; functions are defined anew at each start. */
  readonly db: DatabaseSync;
  /** What functions get as `AWS_ENDPOINT_URL`; asked at each cold start. */
  readonly endpoint: () => string;
  readonly sqs: JsonServiceLike;
  /** A call of DynamoDB Streams (`DescribeStream`, `GetShardIterator`, `GetRecords`) with the JSON it takes and answers. */
  readonly streams: StreamsCall;
  /** Each line a function prints, without its end; and a line for each failed invocation. */
  readonly onLog: (functionName: string, line: string) => void;
  /** The time in ms; default: the clock. Timeouts of functions always go by the clock. */
  readonly now?: () => number;
  /** Asked before a mapping is made: what the function's role lacks to read the source. Absent: nothing. */
  readonly roleLacks?: EventSources['roleLacks'];
  /** How long a mapping's change of state takes, ms; default 100. AWS takes tens of seconds. */
  readonly transitionMs?: number;
  /** Waits before the retries of an asynchronous invocation, ms; default AWS's: one minute, two minutes. */
  readonly asyncRetryDelaysMs?: readonly number[];
}

/** Kept warm beside those in use where queues share a function; each takes some 15 MB and a moment of the processor. */
const SPARE = 2;

export class LambdaHost implements RestService {
  readonly pathPrefixes = PATH_PREFIXES;
  readonly #parts: LambdaParts;

  constructor({ db, endpoint, sqs, streams, onLog, now = Date.now, ...options }: LambdaHostOptions) {
    const functions = new FunctionRegistry({ endpoint, onLog, now });
    const { invoke } = functions;
    const {
      roleLacks = () => undefined,
      transitionMs = 100,
      asyncRetryDelaysMs: retryDelaysMs = [60_000, 120_000],
    } = options;
    const store = new MappingStore(db);
    const keepSpare = (arn: string) => functions.find(arn).keepSpare(SPARE);
    const checkSource = (source: string, name: string) =>
      checkEventSource({ functions, sqs, streams, roleLacks }, source, name);
    this.#parts = {
      functions,
      events: new EventQueue({ db, invoke, sqs, onLog, now, retryDelaysMs }),
      mappings: new Mappings({ store, invoke, sqs, streams, now, checkSource, keepSpare, transitionMs }),
    };
  }

  nameOf(request: RestRequest) {
    return { service: 'lambda', action: actionOf(request) };
  }

  handleRest(request: RestRequest): Promise<RestAnswer> {
    return answerRest(this.#parts, request);
  }

  /** Adds a function or replaces it; what runs finishes on the old code. */
  defineFunction(definition: FunctionDefinition): void {
    this.#parts.functions.define(definition);
  }

  /** Sets retries, age and on-failure queue of a function's asynchronous invocations. Not kept over a restart. */
  configureEventInvoke(nameOrArn: string, config: EventInvokeConfig): void {
    this.#parts.events.configure(nameOrArn, config);
  }

  /** Calls a function by name or ARN with a JSON payload; rejects with `AwsError` when it could not be run at all. */
  invoke(nameOrArn: string, payload: string, { type = 'RequestResponse' }: InvokeOptions = {}): Promise<Answered> {
    return callFunction(this.#parts, nameOrArn, payload, type);
  }

  /** `CreateEventSourceMapping`, and so on: inputs and answers as over REST, times in epoch seconds. */
  createMapping(input: Json): Promise<Json> {
    return this.#parts.mappings.create(input);
  }

  /** The UUID of the mapping between this source and function: made if there is none, changed if it is another. */
  ensureMapping(input: Json): Promise<string> {
    return this.#parts.mappings.ensure(input);
  }

  getMapping(uuid: string): Json {
    return this.#parts.mappings.get(uuid);
  }

  listMappings(filter: Parameters<Mappings['list']>[0] = {}): Json {
    return this.#parts.mappings.list(filter);
  }

  updateMapping(uuid: string, input: Json): Promise<Json> {
    return this.#parts.mappings.update(uuid, input);
  }

  deleteMapping(uuid: string): Json {
    return this.#parts.mappings.delete(uuid);
  }

  /** After the functions are defined: enabled mappings poll again, accepted events run. */
  resume(): void {
    this.#parts.events.resume();
    this.#parts.mappings.resume();
  }

  /**
   * Takes nothing new, lets running invocations finish and ends all workers. What is not done after `graceMs` (absent:
   * its function's timeout) is cut off, and its messages are there again at the next start.
   */
  async stop(graceMs?: number): Promise<void> {
    const { mappings, events, functions } = this.#parts;
    const timer = graceMs === undefined ? undefined : setInterval(() => void functions.abort(), graceMs);
    await Promise.all([mappings.stop(), events.stop()]);
    await functions.stop();
    clearInterval(timer);
  }
}

export interface InvokeOptions {
  readonly type?: InvocationType;
}
