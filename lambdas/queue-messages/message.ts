/** Which events does a batch hold? Copies of one event go together: they are one delivery. */
import type { SQSRecord } from 'aws-lambda';
import { type PublishedEvent, readEvent } from '../../core/event.ts';
import { QUEUE_RETENTION_DAYS } from '../../core/queue-retention.ts';

/** So long after its sending a message may be counted on; the last hour is left for burying it. */
const RETENTION_MS = QUEUE_RETENTION_DAYS * 86_400_000 - 3_600_000;

/** A message as it came out of a queue, whoever received it. */
export type QueueRecord = Pick<SQSRecord, 'messageId' | 'receiptHandle' | 'body'> & {
  readonly attributes: Pick<SQSRecord['attributes'], 'SentTimestamp' | 'ApproximateReceiveCount'>;
};

export interface Message {
  readonly record: QueueRecord;
  readonly event: PublishedEvent;
  /** Other messages of this batch with the same event. They share its fate. */
  readonly copies: readonly QueueRecord[];
  /** After this the queue may forget it. */
  readonly expiresAt: Date;
}

export interface UnreadableMessage {
  readonly record: QueueRecord;
  readonly why: string;
}

export interface Batch {
  readonly messages: readonly Message[];
  readonly unreadable: readonly UnreadableMessage[];
}

export function readBatch(records: readonly QueueRecord[], eventIdField: string): Batch {
  const byEvent = new Map<string, Message & { copies: QueueRecord[] }>();
  const unreadable: UnreadableMessage[] = [];
  for (const record of records) {
    const reading = readEvent(record.body, eventIdField);
    if (reading.kind === 'unreadable') {
      unreadable.push({ record, why: reading.why });
      continue;
    }
    const known = byEvent.get(reading.event.id);
    if (known) known.copies.push(record);
    else byEvent.set(reading.event.id, { record, event: reading.event, copies: [], expiresAt: expiry(record) });
  }
  return { messages: [...byEvent.values()], unreadable };
}

/** A message and its copies. */
export function recordsOf({ record, copies }: Message): readonly QueueRecord[] {
  return [record, ...copies];
}

function expiry(record: QueueRecord): Date {
  return new Date(Number(record.attributes.SentTimestamp) + RETENTION_MS);
}
