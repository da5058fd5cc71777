/** What is asked of a subscriber's queues for messages that stay, or die? Many messages a call. */
import {
  type BatchResultErrorEntry,
  ChangeMessageVisibilityBatchCommand,
  type MessageAttributeValue,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { batches } from '../queues/batches.ts';
import type { QueueRecord } from './message.ts';

export interface HiddenMessage {
  readonly record: QueueRecord;
  readonly seconds: number;
}

export interface DeadLetter {
  readonly record: QueueRecord;
  /** Told to whoever looks into the queue: the reason, the event's id, how many attempts. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface QueueUrls {
  readonly queue: string;
  readonly deadLetterQueue: string;
}

export class SubscriberQueue {
  readonly #sqs: SQSClient;
  readonly #urls: QueueUrls;

  constructor(sqs: SQSClient, urls: QueueUrls) {
    this.#sqs = sqs;
    this.#urls = urls;
  }

  /** Hides messages for so many seconds from now. Answers the ids of those SQS would not hide. */
  hide(messages: readonly HiddenMessage[]): Promise<string[]> {
    return inBatches(messages, async (some) => {
      const entries = some.map(({ record, seconds }, at) => ({
        Id: String(at),
        ReceiptHandle: record.receiptHandle,
        VisibilityTimeout: seconds,
      }));
      const answer = await this.#sqs.send(
        new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.#urls.queue, Entries: entries }),
      );
      return answer.Failed;
    });
  }

  /** Puts dead letters on the dead-letter queue, bodies untouched. Answers the ids of those it did not take. */
  bury(letters: readonly DeadLetter[]): Promise<string[]> {
    return inBatches(letters, async (some) => {
      const entries = some.map(({ record, attributes }, at) => ({
        Id: String(at),
        MessageBody: record.body,
        MessageAttributes: stringAttributes(attributes),
      }));
      const answer = await this.#sqs.send(
        new SendMessageBatchCommand({ QueueUrl: this.#urls.deadLetterQueue, Entries: entries }),
      );
      return answer.Failed;
    });
  }
}

/** Sends in as few calls as SQS allows; collects the message ids of the entries that failed. */
async function inBatches<T extends { readonly record: QueueRecord }>(
  items: readonly T[],
  send: (some: readonly T[]) => Promise<BatchResultErrorEntry[] | undefined>,
): Promise<string[]> {
  const failed: string[] = [];
  for (const some of batches(items, ({ record }) => record.body)) {
    for (const { Id } of (await send(some)) ?? []) {
      const item = some[Number(Id)];
      if (item) failed.push(item.record.messageId);
    }
  }
  return failed;
}

function stringAttributes(attributes: Readonly<Record<string, string>>): Record<string, MessageAttributeValue> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
  );
}
