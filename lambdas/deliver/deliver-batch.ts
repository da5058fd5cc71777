/**
 * The road of a batch: read → claim → sign, post and decide, all at once → record → hide, bury or acknowledge.
 * Everything in a batch is for one subscriber, whom the queue names.
 */
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { UrlPolicy } from '../../core/endpoint-url.ts';
import { subscriberOfQueue } from '../../core/stage.ts';
import type { Subscriber } from '../../core/subscriber.ts';
import type { Poster } from '../http/post.ts';
import type { AttemptLog } from '../queue-messages/attempt-log.ts';
import {
  type ClaimedMessage,
  type ClaimStores,
  claimMessages,
  newLease,
  type SubscriberLease,
} from '../queue-messages/claim-messages.ts';
import type { DeliveryMetrics } from '../queue-messages/delivery-metrics.ts';
import type { Ending } from '../queue-messages/ending.ts';
import { type Batch, readBatch } from '../queue-messages/message.ts';
import { settle } from '../queue-messages/settle.ts';
import type { SubscriberQueue } from '../queue-messages/subscriber-queue.ts';
import type { SubscriberCache } from '../recipients/subscriber-cache.ts';
import { attemptDelivery, buryUndelivered } from './attempt-delivery.ts';
import type { EndpointWatch } from './endpoint-watch.ts';

export interface DeliverParts extends ClaimStores {
  readonly subscribers: SubscriberCache;
  /** The queues of the subscriber whose queue has this ARN. */
  readonly queueOf: (queueArn: string) => SubscriberQueue;
  /** Turns a subscriber off whose endpoint answered 410. */
  readonly disable: (subscriber: Subscriber) => Promise<void>;
  readonly poster: Poster;
  readonly urlPolicy: UrlPolicy;
  readonly eventIdField: string;
  readonly userAgent: string;
  readonly watch: EndpointWatch;
  readonly log: AttemptLog;
  readonly metrics: DeliveryMetrics;
}

/** Kept of the invocation's time for recording what the attempts came to. */
const SETTLE_MS = 5_000;
/** A mapping is being switched off or removed; what was received meanwhile looks again so much later. */
const LEFT_HIDE_MS = 60_000;

export async function deliverBatch(
  records: readonly SQSRecord[],
  remainingMs: number,
  parts: DeliverParts,
): Promise<SQSBatchResponse> {
  const queueArn = records[0]?.eventSourceARN ?? '';
  const subscriberId = subscriberOfQueue(queueArn);
  if (subscriberId === undefined) throw new Error(`${queueArn} is not a subscriber's queue.`);
  const lease = newLease(subscriberId, remainingMs);
  parts.poster.wake();
  const { subscriber } = await parts.subscribers.get(subscriberId, lease.nowMs);
  const batch = readBatch(records, parts.eventIdField);
  const endings = await endAll(batch, subscriber, lease, parts);
  const context = { claims: parts.claims, deliveries: parts.deliveries, queue: parts.queueOf(queueArn), lease };
  const [staying] = await Promise.all([settle(endings, batch.unreadable, context), tellHealth(endings, lease, parts)]);
  if (endings.some(isGone)) await turnOff(subscriber, parts);
  parts.log.batch(subscriberId, endings, batch.unreadable);
  parts.metrics.batch(endings, batch);
  return { batchItemFailures: [...staying].map((itemIdentifier) => ({ itemIdentifier })) };
}

async function endAll(
  { messages }: Batch,
  subscriber: Subscriber,
  lease: SubscriberLease,
  parts: DeliverParts,
): Promise<Ending[]> {
  const why = whyLeft(subscriber);
  if (why !== undefined) {
    const untilMs = lease.nowMs + LEFT_HIDE_MS;
    return messages.map((message) => ({ kind: 'hide', message, why, untilMs }));
  }
  const { mine, endings } = await claimMessages(parts, messages, lease);
  if (mine.length === 0) return [...endings];
  // Read while the attempts are under way; what goes wrong is told with what they come to.
  parts.watch.look(lease.subscriberId, lease.nowMs).catch(() => {});
  // Asked again, for claiming took its time: what is signed now is signed with the keys of now.
  const recipient = await parts.subscribers.get(lease.subscriberId, Date.now());
  const context = { ...parts, recipient, lease, deadlineMs: lease.untilMs - SETTLE_MS };
  const attempts = mine.map((claimed) => end(claimed, context));
  return [...endings, ...(await Promise.all(attempts))];
}

/** Costs no message when it fails: the next batch says more of the endpoint. */
async function tellHealth(
  endings: readonly Ending[],
  { subscriberId, nowMs }: SubscriberLease,
  { watch, log }: DeliverParts,
): Promise<void> {
  const attempts = endings.flatMap((ending) =>
    ending.kind === 'decided' && ending.attempt ? [{ attempt: ending.attempt, decision: ending.decision }] : [],
  );
  if (attempts.length === 0) return;
  try {
    await watch.tell(subscriberId, attempts, nowMs);
  } catch (error) {
    log.fault('how an endpoint is was not written down', subscriberId, error);
  }
}

/** Why messages stay in their queue untouched; a disabled subscriber's never do, whatever its mode. */
function whyLeft({ desired, mode }: Subscriber): 'paused' | 'pulled' | undefined {
  if (desired === 'disabled') return undefined;
  if (desired === 'paused') return 'paused';
  return mode === 'pull' ? 'pulled' : undefined;
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
async function turnOff(subscriber: Subscriber, parts: DeliverParts): Promise<void> {
  parts.subscribers.forget(subscriber.id);
  try {
    await parts.disable(subscriber);
  } catch (error) {
    parts.log.fault('a subscriber whose endpoint is gone was not turned off', subscriber.id, error);
  }
}
