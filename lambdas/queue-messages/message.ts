/** Which events does a batch hold? Copies of one event go together: they are one delivery. */
import type { SQSRecord } from 'aws-lambda';
import { type PublishedEvent, readEvent } from '../../core/event.ts';
import { QUEUE_RETENTION_DAYS } from '../../core/queue-retention.ts';
import { type ReplayWish, replayWish, wantsMore } from '../../core/replay-wish.ts';

/** So long after its sending a message may be counted on; the last hour is left for burying it. */
const RETENTION_MS = QUEUE_RETENTION_DAYS * 86_400_000 - 3_600_000;

/** A message as it came out of a queue, whoever received it. */
export type QueueRecord = Pick<SQSRecord, 'messageId' | 'receiptHandle' | 'body'> & {
  readonly attributes: Pick<SQSRecord['attributes'], 'SentTimestamp' | 'ApproximateReceiveCount'>;
};

export interface Message {
  readonly record: QueueRecord;
  readonly event: PublishedEvent;
  readonly wish: ReplayWish;
  /** Other messages of this batch with the same event that want no more. They share its fate. */
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
  const byEvent = new Map<string, Message>();
  const unreadable: UnreadableMessage[] = [];
  for (const record of records) {
    const reading = readEvent(record.body, eventIdField);
    if (reading.kind === 'unreadable') unreadable.push({ record, why: reading.why });
    else byEvent.set(reading.event.id, withCopies(messageOf(record, reading.event), byEvent.get(reading.event.id)));
  }
  return { messages: [...byEvent.values()], unreadable };
}

function messageOf(record: QueueRecord, event: PublishedEvent): Message {
  const wish = replayWish(event.replayName, event.id);
  return { record, event, wish, copies: [], expiresAt: expiry(record) };
}

/** Of two messages with one event the one that wants more speaks for both: what is buried wants it still when redriven. */
function withCopies(message: Message, known: Message | undefined): Message {
  if (!known) return message;
  const [first, other] = wantsMore(message.wish, known.wish) ? [message, known] : [known, message];
  return { ...first, copies: [...first.copies, ...recordsOf(other)] };
}

/** A message and its copies. */
export function recordsOf({ record, copies }: Message): readonly QueueRecord[] {
  return [record, ...copies];
}

function expiry(record: QueueRecord): Date {
  return new Date(Number(record.attributes.SentTimestamp) + RETENTION_MS);
}
