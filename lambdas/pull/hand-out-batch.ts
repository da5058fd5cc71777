/**
 * The road of a batch to a puller: read → leave what does not fit → claim → record and bury as a push does → sign.
 * What goes wrong is our fault: nothing of the batch is handed out then, and its messages are there again at once.
 */
import { recordDecision } from '../../core/delivery.ts';
import { deadInsteadOfHandOut, pullRefusal } from '../../core/handout.ts';
import { fittingCount, itemBytes } from '../../core/handout-size.ts';
import type { Subscriber } from '../../core/subscriber.ts';
import { webhookBody } from '../../core/webhook-body.ts';
import {
  type ClaimedMessage,
  claimMessages,
  claimRequest,
  newLease,
  type SubscriberLease,
} from '../queue-messages/claim-messages.ts';
import type { Ending } from '../queue-messages/ending.ts';
import { type Batch, type Message, type QueueRecord, readBatch, recordsOf } from '../queue-messages/message.ts';
import { settle } from '../queue-messages/settle.ts';
import type { Recipient } from '../recipients/subscriber-cache.ts';
import { type HandedOut, handedOut } from './handed-out.ts';
import type { PulledQueues, PullParts } from './parts.ts';

export interface BatchSurroundings {
  readonly subscriberId: string;
  readonly leaseSeconds: number;
  readonly queues: PulledQueues;
  /** What the batches before this one take of the answer. */
  readonly usedBytes: number;
}

export interface HandedOutBatch {
  readonly items: readonly HandedOut[];
  /** What they take of the answer. */
  readonly bytes: number;
  /** There is no room for more, or no more is to be handed out. */
  readonly isLast: boolean;
}

type Context = PullParts & BatchSurroundings & { readonly lease: SubscriberLease };

export async function handOutBatch(
  records: readonly QueueRecord[],
  around: BatchSurroundings,
  parts: PullParts,
): Promise<HandedOutBatch> {
  const lease = newLease(around.subscriberId, around.leaseSeconds * 1000);
  const context = { ...parts, ...around, lease: { ...lease, handedOutAtMs: lease.nowMs } };
  const batch = readBatch(records, parts.eventIdField);
  try {
    return await handOutMessages(batch, context);
  } catch (error) {
    await takeBack(batch, context);
    throw error;
  }
}

async function handOutMessages({ messages, unreadable }: Batch, context: Context): Promise<HandedOutBatch> {
  const { recipients, subscriberId, usedBytes, lease } = context;
  // It may have been paused while the first message was waited for: then nothing fits.
  const recipient = await recipients.get(subscriberId, lease.nowMs);
  const sizes = messages.map((message) => sizeOf(message, recipient));
  const count = pullRefusal(recipient.subscriber) === undefined ? fittingCount(sizes, usedBytes) : 0;
  await show(messages.slice(count).flatMap(recordsOf), context);
  const fitting = messages.slice(0, count);
  const endings = await endAll({ messages: fitting, unreadable }, recipient.subscriber, context);
  // Asked again, for claiming took its time: what is signed now is signed with the keys of now.
  const signer = await recipients.get(subscriberId, Date.now());
  const handOuts = endings.filter((ending) => ending.kind === 'handed-out');
  return {
    items: handOuts.map((ending) => handedOut(ending, signer, lease, context.userAgent)),
    bytes: handOuts.reduce((sum, { message }) => sum + sizeOf(message, recipient), 0),
    isLast: count < messages.length,
  };
}

function sizeOf({ event }: Message, { subscriber, headers }: Recipient): number {
  return itemBytes(webhookBody(event, subscriber.format ?? 'standard'), headers);
}

/** What is not handed out ends as it would for a push, and is deleted where that says so. */
async function endAll(batch: Batch, subscriber: Subscriber, context: Context): Promise<Ending[]> {
  const { claims, deliveries, queues, lease, log, metrics } = context;
  const { mine, endings: others } = await claimMessages({ claims, deliveries }, batch.messages, lease);
  const endings = [...others, ...mine.map((claimed) => endOf(claimed, subscriber, lease))];
  const stores = { claims, deliveries, queue: queues.settling, lease };
  const staying = await settle(endings, batch.unreadable, stores);
  const over = [...batch.messages.flatMap(recordsOf), ...batch.unreadable.map(({ record }) => record)]
    .filter(({ messageId }) => !staying.has(messageId))
    .map(({ receiptHandle }) => receiptHandle);
  await queues.receiving.remove(over);
  log.batch(lease.subscriberId, endings, batch.unreadable);
  metrics.batch(endings, batch);
  return endings;
}

function endOf(
  { message, claim, missed, delivery }: ClaimedMessage,
  subscriber: Subscriber,
  { nowMs, untilMs }: SubscriberLease,
): Ending {
  const now = new Date(nowMs);
  const offer = { missed, subscriber, now, leaseUntilMs: untilMs, messageExpiresAt: message.expiresAt };
  const decision = deadInsteadOfHandOut(delivery, offer);
  if (!decision) return { kind: 'handed-out', message, claim, delivery, untilMs, ...(missed ? { missed } : {}) };
  const dead = recordDecision(delivery, { decision, now, messageId: message.record.messageId });
  return { kind: 'decided', message, claim, delivery: dead, decision, ...(missed ? { attempt: missed } : {}) };
}

/** Lets go of what was claimed and shows the messages again. What cannot be taken back comes when its time is up. */
async function takeBack({ messages, unreadable }: Batch, context: Context): Promise<void> {
  const { claims, lease, log } = context;
  const requests = messages.map((message) => claimRequest(message, lease.subscriberId));
  const onFault = (error: unknown) => log.fault('a batch was not taken back', lease.subscriberId, error);
  await claims.release(requests, lease).catch(onFault);
  await show([...messages.flatMap(recordsOf), ...unreadable.map(({ record }) => record)], context).catch(onFault);
}

async function show(records: readonly QueueRecord[], { queues }: Context): Promise<void> {
  await queues.settling.hide(records.map((record) => ({ record, seconds: 0 })));
}
