/** Which events does a batch hold? Copies of one event go together: they are one delivery. */
import type { SQSRecord } from 'aws-lambda';
import { type PublishedEvent, readEvent } from '../../core/event.ts';

/** SQS keeps a message so long, counted from its sending; the last hours are left for the dead-letter queue's sake. */
const RETENTION_MS = 14 * 86_400_000 - 3_600_000;

export interface Message {
  readonly record: SQSRecord;
  readonly event: PublishedEvent;
  /** Other messages of this batch with the same event. They share its fate. */
  readonly copies: readonly SQSRecord[];
  /** After this the queue may forget it. */
  readonly expiresAt: Date;
}

export interface UnreadableMessage {
  readonly record: SQSRecord;
  readonly why: string;
}

export interface Batch {
  readonly messages: readonly Message[];
  readonly unreadable: readonly UnreadableMessage[];
}

export function readBatch(records: readonly SQSRecord[], eventIdField: string): Batch {
  const byEvent = new Map<string, Message & { copies: SQSRecord[] }>();
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

function expiry(record: SQSRecord): Date {
  return new Date(Number(record.attributes.SentTimestamp) + RETENTION_MS);
}
