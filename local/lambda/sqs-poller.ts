/** How do a queue's messages get to the function, and which of them are deleted afterwards? */
import { PLATFORM_CALL } from '../aws/service.ts';
import { ConcurrencyRamp, ConcurrencySlots } from './concurrency-slots.ts';
import { type Poller, type PollerParts, problem, processingResult, reportsItemFailures } from './mapping.ts';
import { pause } from './pause.ts';
import { queueUrlOf } from './queue-destination.ts';
import { fittingCount, payloadOf, reportedFailures } from './record-batch.ts';
import { type QueueRecord, queueRecord, type ReceivedMessage } from './sqs-message.ts';

/** SQS's limits of one receive or one delete, and of one long poll. */
const MESSAGES_PER_CALL = 10;
const LONG_POLL_SECONDS = 20;
const PAUSE_AFTER_PROBLEM_MS = 1000;

/**
 * One long poll and as many invocations as the mapping may have. A place for the invocation is taken before the
 * receive, so that no message is received that cannot be invoked at once, and a backlog fills every place in one go:
 *
 *   take a place ─▶ receive (20 s) ─▶ fill the batch (window) ─▶ invoke ─▶ delete what succeeded ─▶ give the place back
 *        ▲                │ nothing               └─ the next poll starts here, beside the invocation
 *        └────────────────┘
 *
 * What did not succeed is left as it is: it shows again when its visibility timeout runs out.
 */
export class SqsPoller implements Poller {
  readonly #parts: PollerParts;
  readonly #stopping = new AbortController();
  readonly #ramp: ConcurrencyRamp;
  readonly #slots: ConcurrencySlots;
  readonly #inFlight = new Set<Promise<void>>();
  #queueUrl: string | undefined;
  #polling: Promise<void> = Promise.resolve();

  constructor(parts: PollerParts) {
    this.#parts = parts;
    this.#ramp = new ConcurrencyRamp(parts.now);
    const most = parts.mapping.ScalingConfig?.MaximumConcurrency;
    this.#slots = new ConcurrencySlots(most === undefined ? this.#ramp.limit : () => most);
  }

  start(): void {
    this.#polling = this.#poll();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#polling;
    await Promise.all(this.#inFlight);
  }

  async #poll(): Promise<void> {
    const { signal } = this.#stopping;
    while (await this.#slots.take(signal)) {
      const records = await this.#nextBatch();
      if (records.length === 0) {
        this.#slots.give();
        continue;
      }
      const handled = this.#handle(records).finally(() => {
        this.#slots.give();
        this.#inFlight.delete(handled);
      });
      this.#inFlight.add(handled);
    }
  }

  /** None when the queue stays empty, cannot be read or the mapping stops. */
  async #nextBatch(): Promise<QueueRecord[]> {
    const { signal } = this.#stopping;
    try {
      const records = await this.#receive(this.#parts.mapping.BatchSize, signal);
      if (records.length === 0) this.#ramp.sawNone();
      else this.#ramp.sawMessages();
      return records.length === 0 ? records : await this.#fill(records);
    } catch (error) {
      this.#queueUrl = undefined;
      this.#parts.report(problem(error));
      await pause(PAUSE_AFTER_PROBLEM_MS, signal);
      return [];
    }
  }

  /** Goes on receiving until the batch is full or its window, which began with the first messages, is over. */
  async #fill(records: QueueRecord[]): Promise<QueueRecord[]> {
    const { BatchSize, MaximumBatchingWindowInSeconds: seconds } = this.#parts.mapping;
    if (seconds === 0) return records;
    const over = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(seconds * 1000)]);
    while (records.length < BatchSize && !over.aborted && fittingCount(records, BatchSize) === records.length) {
      const more = await this.#receive(BatchSize - records.length, over).catch(() => undefined);
      if (!more) break;
      records.push(...more);
    }
    return records;
  }

  async #receive(atMost: number, signal: AbortSignal): Promise<QueueRecord[]> {
    const { sqs, mapping } = this.#parts;
    const input = {
      QueueUrl: await this.#url(),
      MaxNumberOfMessages: Math.min(atMost, MESSAGES_PER_CALL),
      WaitTimeSeconds: LONG_POLL_SECONDS,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
      __holder: mapping.UUID,
    };
    const { Messages = [] } = await sqs.handle('ReceiveMessage', input, { ...PLATFORM_CALL, signal });
    return (Messages as ReceivedMessage[]).map((message) => queueRecord(message, mapping.EventSourceArn));
  }

  /** Never rejects: a problem is reported, and the messages come back by themselves. */
  async #handle(records: QueueRecord[]): Promise<void> {
    try {
      while (records.length > 0) {
        await this.#invoke(records.splice(0, fittingCount(records, this.#parts.mapping.BatchSize)));
      }
    } catch (error) {
      this.#parts.report(problem(error));
    }
  }

  async #invoke(batch: QueueRecord[]): Promise<void> {
    const { invoke, mapping, report } = this.#parts;
    const result = await invoke(mapping.FunctionArn, payloadOf(batch));
    report(processingResult(result));
    if (result.functionError) return;
    const failed = reportsItemFailures(mapping) ? reportedFailures(result.payload, batch) : new Set<string>();
    if (failed === 'all') return;
    await this.#delete(failed.size === 0 ? batch : batch.filter(({ id }) => !failed.has(id)));
  }

  async #delete(done: readonly QueueRecord[]): Promise<void> {
    for (let from = 0; from < done.length; from += MESSAGES_PER_CALL) {
      const chunk = done.slice(from, from + MESSAGES_PER_CALL);
      const Entries = chunk.map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle }));
      const input = { QueueUrl: await this.#url(), Entries };
      await this.#parts.sqs.handle('DeleteMessageBatch', input, PLATFORM_CALL);
    }
  }

  async #url(): Promise<string> {
    this.#queueUrl ??= await queueUrlOf(this.#parts.sqs, this.#parts.mapping.EventSourceArn);
    return this.#queueUrl;
  }
}
