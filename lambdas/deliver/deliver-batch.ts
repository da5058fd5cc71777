/**
 * The road of a batch: read → claim → sign, post and decide, all at once → record → hide, bury or acknowledge.
 * Everything in a batch is for one subscriber, whom the queue names.
 */
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { UrlPolicy } from '../../core/endpoint-url.ts';
import { subscriberOfQueue } from '../../core/stage.ts';
import type { Poster } from '../http/post.ts';
import { attemptDelivery, buryUndelivered } from './attempt-delivery.ts';
import type { AttemptLog } from './attempt-log.ts';
import { type ClaimedMessage, type ClaimStores, claimMessages } from './claim-messages.ts';
import type { Ending } from './ending.ts';
import { type Batch, readBatch } from './message.ts';
import type { SubscriberQueue } from './queue.ts';
import { settle } from './settle.ts';
import type { Recipient, SubscriberCache } from './subscriber-cache.ts';

export interface DeliverParts extends ClaimStores {
  readonly subscribers: SubscriberCache;
  /** The queues of the subscriber whose queue has this ARN. */
  readonly queueOf: (queueArn: string) => SubscriberQueue;
  /** Turns the endpoint's subscriber off: it answered 410. */
  readonly disable: (subscriberId: string) => Promise<void>;
  readonly poster: Poster;
  readonly urlPolicy: UrlPolicy;
  readonly eventIdField: string;
  readonly userAgent: string;
  readonly log: AttemptLog;
}

/** Kept of the invocation's time for recording what the attempts came to. */
const SETTLE_MS = 5_000;
/** A paused subscriber's mapping is being switched off; what was received meanwhile looks again so much later. */
const PAUSED_HIDE_MS = 60_000;

export async function deliverBatch(
  records: readonly SQSRecord[],
  remainingMs: number,
  parts: DeliverParts,
): Promise<SQSBatchResponse> {
  const queueArn = records[0]?.eventSourceARN ?? '';
  const subscriberId = subscriberOfQueue(queueArn);
  if (subscriberId === undefined) throw new Error(`${queueArn} is not a subscriber's queue.`);
  const nowMs = Date.now();
  const lease = { subscriberId, nowMs, untilMs: nowMs + remainingMs };
  parts.poster.wake();
  const recipient = await parts.subscribers.get(subscriberId, nowMs);
  const batch = readBatch(records, parts.eventIdField);
  const endings = await endAll(batch, recipient, lease, parts);
  const staying = await settle(endings, batch.unreadable, {
    claims: parts.claims,
    deliveries: parts.deliveries,
    queue: parts.queueOf(queueArn),
    leaseUntilMs: lease.untilMs,
  });
  if (endings.some(isGone)) await turnOff(subscriberId, parts);
  parts.log.batch(subscriberId, endings, batch.unreadable);
  return { batchItemFailures: [...staying].map((itemIdentifier) => ({ itemIdentifier })) };
}

async function endAll(
  { messages }: Batch,
  recipient: Recipient,
  lease: { subscriberId: string; nowMs: number; untilMs: number },
  parts: DeliverParts,
): Promise<Ending[]> {
  if (recipient.subscriber.desired === 'paused') {
    const untilMs = lease.nowMs + PAUSED_HIDE_MS;
    return messages.map((message) => ({ kind: 'hide', message, why: 'paused', untilMs }));
  }
  const { mine, endings } = await claimMessages(parts, messages, lease);
  const context = { ...parts, recipient, deadlineMs: lease.untilMs - SETTLE_MS };
  const attempts = mine.map((claimed) => end(claimed, context));
  return [...endings, ...(await Promise.all(attempts))];
}

async function end(claimed: ClaimedMessage, context: Parameters<typeof attemptDelivery>[1]): Promise<Ending> {
  try {
    if (context.recipient.subscriber.desired === 'disabled') return buryUndelivered(claimed);
    return await attemptDelivery(claimed, context);
  } catch (error) {
    return { kind: 'faulted', message: claimed.message, error };
  }
}

function isGone(ending: Ending): boolean {
  return ending.kind === 'decided' && ending.decision.kind === 'dead' && ending.decision.reason === 'endpoint-gone';
}

/** The one change `deliver` makes to a subscriber. Nothing is lost when it fails: the next delivery hears 410 again. */
async function turnOff(subscriberId: string, parts: DeliverParts): Promise<void> {
  parts.subscribers.forget(subscriberId);
  try {
    await parts.disable(subscriberId);
  } catch (error) {
    parts.log.fault('a subscriber whose endpoint is gone was not turned off', subscriberId, error);
  }
}
