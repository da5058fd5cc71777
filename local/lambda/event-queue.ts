/** What becomes of an invocation nobody waits for (`InvocationType: Event`)? */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { AwsError } from '../aws/service.ts';
import { failureRecord, type GivenUp } from './failure-record.ts';
import { functionNameOf } from './function-definition.ts';
import type { InvocationResult } from './function-pool.ts';
import type { Invoke } from './function-registry.ts';
import { type DestinationConfig, failureQueue, type JsonServiceLike, sendToQueue } from './queue-destination.ts';

/** How Lambda treats a function's asynchronous invocations (`AWS::Lambda::EventInvokeConfig`). */
export interface EventInvokeConfig {
  readonly MaximumRetryAttempts?: number;
  readonly MaximumEventAgeInSeconds?: number;
  readonly DestinationConfig?: DestinationConfig;
}

export interface EventQueueParts {
  readonly db: DatabaseSync;
  readonly invoke: Invoke;
  readonly sqs: JsonServiceLike;
  readonly onLog: (functionName: string, line: string) => void;
  readonly now: () => number;
  /** Waits before the first and the second retry. AWS: one minute, then two. */
  readonly retryDelaysMs: readonly number[];
}

interface WaitingEvent {
  readonly id: string;
  readonly functionName: string;
  readonly payload: string;
  /** Times the function ran and failed. */
  readonly failures: number;
  /** Times it was refused for want of concurrency; not counted as retries, only slowed down. */
  readonly throttles: number;
  readonly acceptedAt: number;
  readonly dueAt: number;
}

/** Longest payload of an asynchronous invocation, bytes. */
const MAX_EVENT_BYTES = 1024 * 1024;
const DEFAULT_RETRIES = 2;
const DEFAULT_AGE_SECONDS = 6 * 3600;
/** A refused event comes back after a second, then twice that, at most five minutes. */
const THROTTLE_DELAYS_MS = { first: 1000, longest: 300_000 };

/**
 * Accepted events are kept on disk until they are done:
 *
 *   accepted ──▶ running ──ok──────────────────────────────▶ gone
 *       ▲           │ failed, throttled
 *       └── due ────┴── retries used up, too old ──▶ on-failure queue ──▶ gone
 */
export class EventQueue {
  readonly #parts: EventQueueParts;
  readonly #configs = new Map<string, EventInvokeConfig>();
  readonly #insert: StatementSync;
  readonly #postpone: StatementSync;
  readonly #delete: StatementSync;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #running = new Set<Promise<void>>();
  #stopped = false;

  constructor(parts: EventQueueParts) {
    this.#parts = parts;
    parts.db.exec(`CREATE TABLE IF NOT EXISTS lambda_events (
      id TEXT PRIMARY KEY, functionName TEXT NOT NULL, payload TEXT NOT NULL, failures INTEGER NOT NULL,
      throttles INTEGER NOT NULL, acceptedAt INTEGER NOT NULL, dueAt INTEGER NOT NULL) WITHOUT ROWID`);
    this.#insert = parts.db.prepare('INSERT INTO lambda_events VALUES (?, ?, ?, 0, 0, ?, ?)');
    this.#postpone = parts.db.prepare('UPDATE lambda_events SET failures = ?, throttles = ?, dueAt = ? WHERE id = ?');
    this.#delete = parts.db.prepare('DELETE FROM lambda_events WHERE id = ?');
  }

  /** Replaces the function's settings; throws `InvalidParameterValueException` for what is out of range. */
  configure(nameOrArn: string, config: EventInvokeConfig): void {
    const { MaximumRetryAttempts: retries = 0, MaximumEventAgeInSeconds: age = 60 } = config;
    if (retries < 0 || retries > 2) throw invalid('MaximumRetryAttempts must be between 0 and 2.');
    if (age < 60 || age > 21_600) throw invalid('MaximumEventAgeInSeconds must be between 60 and 21600.');
    failureQueue(config.DestinationConfig);
    this.#configs.set(functionNameOf(nameOrArn), config);
  }

  /** Accepts an event; it is safe on disk when this returns. */
  accept(functionName: string, payload: string): string {
    if (Buffer.byteLength(payload) > MAX_EVENT_BYTES) {
      const message = `The payload is too large for the Event invocation type (limit ${MAX_EVENT_BYTES} bytes)`;
      throw new AwsError('RequestTooLargeException', message, { status: 413 });
    }
    const now = this.#parts.now();
    const event = { id: randomUUID(), functionName, payload, failures: 0, throttles: 0, acceptedAt: now, dueAt: now };
    this.#insert.run(event.id, functionName, payload, now, now);
    this.#schedule(event);
    return event.id;
  }

  /** Takes up the events an earlier process accepted. */
  resume(): void {
    const rows = this.#parts.db.prepare('SELECT * FROM lambda_events').all();
    for (const row of rows as unknown as WaitingEvent[]) if (!this.#timers.has(row.id)) this.#schedule(row);
  }

  /** Starts nothing more; resolves when what runs has finished. What waits stays on disk. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    await Promise.all(this.#running);
  }

  #schedule(event: WaitingEvent): void {
    if (this.#stopped) return;
    const start = () => {
      const run = this.#run(event).finally(() => this.#running.delete(run));
      this.#running.add(run);
    };
    this.#timers.set(event.id, setTimeout(start, Math.max(0, event.dueAt - this.#parts.now())));
  }

  async #run(event: WaitingEvent): Promise<void> {
    this.#timers.delete(event.id);
    let result: InvocationResult;
    try {
      result = await this.#parts.invoke(event.functionName, event.payload);
    } catch {
      return this.#afterRefusal(event);
    }
    if (result.functionError) return this.#afterFailure({ ...event, failures: event.failures + 1 }, result);
    this.#delete.run(event.id);
  }

  /** Throttled, or not there at all: it may get better until the event is too old. */
  async #afterRefusal(event: WaitingEvent): Promise<void> {
    const delay = Math.min(THROTTLE_DELAYS_MS.first * 2 ** event.throttles, THROTTLE_DELAYS_MS.longest);
    await this.#retryOrGiveUp({ ...event, throttles: event.throttles + 1 }, delay, undefined);
  }

  async #afterFailure(event: WaitingEvent, result: InvocationResult): Promise<void> {
    const { MaximumRetryAttempts = DEFAULT_RETRIES } = this.#configs.get(event.functionName) ?? {};
    if (event.failures > MaximumRetryAttempts) return this.#giveUp(event, 'RetriesExhausted', result);
    await this.#retryOrGiveUp(event, this.#parts.retryDelaysMs[event.failures - 1] ?? 0, result);
  }

  async #retryOrGiveUp(event: WaitingEvent, delayMs: number, result: InvocationResult | undefined): Promise<void> {
    const { MaximumEventAgeInSeconds = DEFAULT_AGE_SECONDS } = this.#configs.get(event.functionName) ?? {};
    const dueAt = this.#parts.now() + delayMs;
    if (dueAt > event.acceptedAt + MaximumEventAgeInSeconds * 1000) {
      return this.#giveUp(event, 'EventAgeExceeded', result);
    }
    this.#postpone.run(event.failures, event.throttles, dueAt, event.id);
    this.#schedule({ ...event, dueAt });
  }

  /** As on AWS, an event whose destination cannot be reached either is dropped; the log says so. */
  async #giveUp(event: WaitingEvent, condition: GivenUp['condition'], result: InvocationResult | undefined) {
    const { functionName, failures: invocations } = event;
    const queue = failureQueue(this.#configs.get(functionName)?.DestinationConfig);
    const now = this.#parts.now();
    const record = failureRecord({ functionName, requestId: event.id, condition, invocations, result, now });
    const payloads = {
      requestPayload: JSON.parse(event.payload),
      responsePayload: JSON.parse(result?.payload ?? 'null'),
    };
    try {
      if (queue) await sendToQueue(this.#parts.sqs, queue, { ...record, ...payloads });
    } catch (error) {
      const line = { level: 'ERROR', requestId: event.id, message: `The event is lost: ${queue}: ${String(error)}` };
      this.#parts.onLog(functionName, JSON.stringify(line));
    }
    this.#delete.run(event.id);
  }
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
