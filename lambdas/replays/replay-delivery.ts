/**
 * Sends one delivery again. Where its payload is to be had:
 *
 *   dead, and its letter is kept ─▶ its dead-letter queue: a redrive of that one
 *   anything else ────────────────▶ the archive: a replay of that event alone, to this subscriber
 */
import { isOlder } from '../../core/archived-since.ts';
import { isDeadLetter } from '../../core/dead-letter.ts';
import { type Delivery, newRound } from '../../core/delivery.ts';
import { webhookId } from '../../core/event-id.ts';
import type { RedriveJob, ReplayJob } from '../../core/job.ts';
import { minuteAround, reachOf } from '../../core/replay-window.ts';
import { startRedrive } from '../job-requests/start-redrive.ts';
import type { DeliveryKey } from '../records/delivery-key.ts';
import { knownSubscriber } from '../subscribers/known-subscriber.ts';
import { Problem } from '../subscribers/problem.ts';
import { isTestEventId } from '../subscribers/send-test-event.ts';
import type { DeliveryReplayParts } from './parts.ts';
import { queueReplay } from './queue-replay.ts';
import { refuseUnlessReplayable } from './start-replay.ts';

export type SentAgain =
  | { readonly source: 'dead-letter-queue'; readonly redrive: RedriveJob }
  | { readonly source: 'archive'; readonly replay: ReplayJob };

export async function replayDelivery(
  subscriberId: string,
  eventId: string,
  parts: DeliveryReplayParts,
): Promise<SentAgain> {
  const subscriber = await knownSubscriber(subscriberId, parts.subscribers);
  const { key, delivery } = await loggedDelivery(subscriberId, eventId, parts);
  const now = new Date();
  if (hasLetter(delivery, now) && (await isKept(subscriberId, parts))) {
    const selection = { kind: 'events', eventIds: [delivery.eventId] } as const;
    return { source: 'dead-letter-queue', redrive: await startRedrive(subscriberId, { selection }, parts) };
  }
  refuseUnlessReplayable(subscriber);
  await refuseUnlessArchived(delivery, parts, now);
  if (isAsleep(delivery, now)) await parts.deliveries.replace(key, delivery, newRound(delivery));
  const minute = minuteAround(delivery.eventTime);
  const includeDelivered = delivery.status === 'delivered';
  const wanted = { subscriberId, eventId: delivery.eventId, ...minute, includeDelivered };
  return { source: 'archive', replay: await queueReplay(wanted, parts) };
}

async function loggedDelivery(
  subscriberId: string,
  asked: string,
  { claims, deliveries }: DeliveryReplayParts,
): Promise<{ readonly key: DeliveryKey; readonly delivery: Delivery }> {
  const claim = await claims.find({ eventId: webhookId(asked), subscriberId });
  const [delivery] = claim ? await deliveries.get([claim.key]) : [];
  if (claim && delivery) return { key: claim.key, delivery };
  throw new Problem('not-found', `The log has no delivery of ${asked} to ${subscriberId}.`);
}

/**
 * Its message sleeps in the queue until the next attempt. In a new round it is due now: whichever comes first, that message
 * or the copy from the archive, is tried, and the other finds it delivered.
 */
function isAsleep({ status, nextAttemptAt }: Delivery, now: Date): boolean {
  return status === 'pending' && Date.parse(nextAttemptAt ?? '') > now.getTime();
}

/** SQS forgets a letter by itself. */
function hasLetter(delivery: Delivery, now: Date): boolean {
  const { deadLetterExpiresAt } = delivery;
  return (
    isDeadLetter(delivery) && (deadLetterExpiresAt === undefined || Date.parse(deadLetterExpiresAt) > now.getTime())
  );
}

/** Somebody may have emptied the queue past Fanfare. Without an archive a look is all that can be done. */
async function isKept(subscriberId: string, { gauge, archiveRetentionDays }: DeliveryReplayParts): Promise<boolean> {
  return archiveRetentionDays === 0 || (await gauge.read(subscriberId)).deadLetters > 0;
}

/** Says why its payload is not to be had, and what can be done instead. */
async function refuseUnlessArchived(
  delivery: Delivery,
  { archiveRetentionDays: retentionDays, archiveAge }: DeliveryReplayParts,
  now: Date,
): Promise<void> {
  const { eventId, eventTime } = delivery;
  if (isTestEventId(eventId)) {
    throw new Problem('conflict', `${eventId} is a test, and tests are not archived: send another.`);
  }
  const reach = reachOf(retentionDays, now).getTime();
  const refuse = (why: string) => {
    throw new Problem('conflict', `${eventId} cannot be had again: ${why}. ${insteadOf(delivery)}`);
  };
  if (retentionDays === 0) refuse('this stage archives nothing (`archiveRetentionDays` is 0)');
  if (Date.parse(eventTime) < reach) refuse(`it is of ${eventTime}, and the archive keeps ${retentionDays} days`);
  const since = await archiveAge.since();
  if (since && isOlder(delivery, since)) {
    refuse(`it is of ${eventTime}, and the archive begins at ${since.toISOString()}`);
  }
}

/** Only what is delivered stands in the way of another publication with its id. */
function insteadOf({ status, nextAttemptAt }: Delivery): string {
  if (status === 'pending') return `It is tried again ${nextAttemptAt === undefined ? 'soon' : `at ${nextAttemptAt}`}.`;
  return `Its publisher can publish it again, under ${status === 'delivered' ? 'another' : 'the same'} id.`;
}
