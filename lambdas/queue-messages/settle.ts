/**
 * How is a batch brought to its end, so that a crash at any point loses nothing?
 *
 *   record what was decided (one call) ─▶ let go of what is not delivered ─▶ hide the retries ─▶ bury the dead ─▶ ack
 *
 * What a puller was handed stays, hidden as it was received.
 * A message is acknowledged last, and only when all before it is done. Whatever fails here is our fault: that message
 * stays, comes back, and finds in the log how far it had come.
 */
import { type Delivery, nextAttemptNumber } from '../../core/delivery.ts';
import { hideSeconds } from '../../core/hide.ts';
import type { Lease } from '../records/claim-records.ts';
import type { KeyedDelivery } from '../records/delivery-records.ts';
import type { ClaimStores } from './claim-messages.ts';
import type { Ending } from './ending.ts';
import { recordsOf, type UnreadableMessage } from './message.ts';
import type { DeadLetter, HiddenMessage, SubscriberQueue } from './subscriber-queue.ts';

export interface SettleContext extends ClaimStores {
  readonly queue: SubscriberQueue;
  /** Under which the batch's claims are held. */
  readonly lease: Lease;
}

/** Answers the ids of the messages that stay on the queue. */
export async function settle(
  endings: readonly Ending[],
  unreadable: readonly UnreadableMessage[],
  context: SettleContext,
): Promise<Set<string>> {
  await recordDecisions(endings, context);
  await releaseUndelivered(endings, context);
  const hidden = endings.flatMap(hiddenMessages);
  await context.queue.hide(hidden); // one that cannot be hidden returns when the queue's own time is up
  const unburied = await context.queue.bury([...endings.flatMap(deadLetters), ...unreadable.map(unreadableLetter)]);
  const left = endings.filter(({ kind }) => kind === 'faulted' || kind === 'handed-out');
  const staying = [...hidden.map(({ record }) => record), ...left.flatMap(({ message }) => recordsOf(message))];
  return new Set([...staying.map(({ messageId }) => messageId), ...unburied]);
}

async function recordDecisions(endings: readonly Ending[], { deliveries }: SettleContext): Promise<void> {
  await deliveries.put(endings.flatMap(logRecords), new Date());
}

/** A hand-out for a replay is recorded at once: its receipt knows nothing of the round that it began. */
function logRecords(ending: Ending): KeyedDelivery[] {
  const isNews =
    ending.kind === 'decided' ||
    (ending.kind === 'handed-out' && (ending.missed !== undefined || ending.message.wish.kind === 'delivery-again'));
  return isNews ? [{ key: ending.claim.key, delivery: ending.delivery }] : [];
}

async function releaseUndelivered(endings: readonly Ending[], { claims, lease }: SettleContext): Promise<void> {
  const undelivered = endings.flatMap((ending) =>
    ending.kind === 'decided' && ending.decision.kind !== 'delivered' ? [ending.claim] : [],
  );
  await claims.release(undelivered, lease);
}

function hiddenMessages(ending: Ending): HiddenMessage[] {
  const untilMs = hiddenUntil(ending);
  if (untilMs === undefined) return [];
  const seconds = hideSeconds(untilMs, Date.now());
  return recordsOf(ending.message).map((record) => ({ record, seconds }));
}

function hiddenUntil(ending: Ending): number | undefined {
  if (ending.kind === 'hide') return ending.untilMs;
  return ending.kind === 'decided' && ending.decision.kind === 'retry' ? ending.decision.at.getTime() : undefined;
}

/** One dead letter a delivery: its copies are acknowledged with it. */
function deadLetters(ending: Ending): DeadLetter[] {
  if (ending.kind === 'bury' || (ending.kind === 'decided' && ending.decision.kind === 'dead')) {
    return [{ record: ending.message.record, attributes: deadLetterAttributes(ending.delivery) }];
  }
  return [];
}

function deadLetterAttributes(delivery: Delivery): Record<string, string> {
  const lastStatus = delivery.attempts.at(-1)?.httpStatus;
  return {
    reason: delivery.deadReason ?? 'attempts-exhausted',
    eventId: delivery.eventId,
    attempts: String(nextAttemptNumber(delivery) - 1),
    ...(lastStatus === undefined ? {} : { lastStatus: String(lastStatus) }),
  };
}

function unreadableLetter({ record, why }: UnreadableMessage): DeadLetter {
  return { record, attributes: { reason: 'unreadable-event', detail: why } };
}
