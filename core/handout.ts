/**
 * What may a puller be handed, and what follows?
 *
 *                 ┌─── not in time: a failed attempt, handed out again at once
 *                 ▼        │
 *   waiting ─▶ handed out ─┼─ acknowledged ─▶ delivered
 *                          │
 *                          └─ not in time, as often as the schedule has attempts ─▶ dead
 *
 * The lease of its claim tells whose an event is: a hand-out that lost it to the next one cannot be acknowledged any more.
 */
import type { Claim } from './claim.ts';
import { type Decision, decide, type Outcome } from './decide.ts';
import { type Attempt, type AttemptResult, attemptOf, type Delivery, newRound, recordDecision } from './delivery.ts';
import { DEFAULT_RETRY_SCHEDULE } from './retry-schedule.ts';
import { DEFAULT_ACKNOWLEDGE_SECONDS, type Subscriber } from './subscriber.ts';

/**
 * Why nothing is handed out, said after the subscriber; `undefined` when all is well. Whether its resources are being
 * brought up to date just now does not matter: its queue stays.
 */
export function pullRefusal({ mode, desired }: Pick<Subscriber, 'mode' | 'desired'>): string | undefined {
  if (desired === 'deleted') return 'is being deleted';
  if (mode !== 'pull') return 'is not pulled but pushed to: change its `mode` to `pull` first';
  if (desired === 'disabled') return 'is disabled: enable it';
  return desired === 'paused' ? 'is paused: resume it' : undefined;
}

/** How long a puller has for what it is handed. */
export function acknowledgeSeconds({ timeoutSeconds }: Pick<Subscriber, 'timeoutSeconds'>): number {
  return timeoutSeconds ?? DEFAULT_ACKNOWLEDGE_SECONDS;
}

const MISSED: Outcome = { kind: 'timed-out', phase: 'acknowledge' };

/**
 * What became of a hand-out whose claim is taken over; `undefined` when the claim was no hand-out's, or let go of, or when
 * the delivery died or was delivered under it: then nothing was handed out, or it was acknowledged.
 */
export function missedHandOut(
  { leaseUntilMs, handedOutAtMs = 0 }: Claim,
  logged: Pick<Delivery, 'deadAt' | 'deliveredAt'> | undefined,
): AttemptResult | undefined {
  if (leaseUntilMs === 0 || handedOutAtMs === 0) return undefined;
  const endedAt = logged?.deadAt ?? logged?.deliveredAt;
  if (endedAt !== undefined && handedOutAtMs <= Date.parse(endedAt)) return undefined;
  const durationMs = Math.floor(leaseUntilMs) - handedOutAtMs;
  return { outcome: MISSED, startedAt: new Date(handedOutAtMs), durationMs };
}

export interface Offer {
  /** The attempt that the hand-out before this one came to; it stands in the delivery already. */
  readonly missed?: Attempt | undefined;
  readonly subscriber: Pick<Subscriber, 'retrySchedule'>;
  readonly now: Date;
  /** When what is handed out now must be acknowledged. */
  readonly leaseUntilMs: number;
  /** The queue forgets the message then. */
  readonly messageExpiresAt: Date;
}

/**
 * Why a delivery is dead instead of being handed out; `undefined` when it is handed out. What the queue would forget
 * before its puller's time is up might never come again: it is dead while there is still a message to keep.
 */
export function deadInsteadOfHandOut(
  delivery: Delivery,
  { missed, subscriber, now, leaseUntilMs, messageExpiresAt }: Offer,
): (Decision & { kind: 'dead' }) | undefined {
  if (leaseUntilMs >= messageExpiresAt.getTime()) return { kind: 'dead', reason: 'attempts-exhausted' };
  if (!missed) return undefined;
  const decision = decide(MISSED, {
    attempt: missed.number - delivery.attemptsBeforeRound,
    schedule: subscriber.retrySchedule ?? DEFAULT_RETRY_SCHEDULE,
    ...{ now, messageExpiresAt, random: 0 },
  });
  return decision.kind === 'dead' ? decision : undefined;
}

/** One hand-out of a message. */
export interface HandOut {
  readonly handedOutAtMs: number;
  readonly messageId: string;
}

/**
 * The delivery once its hand-out is acknowledged; of one that was redriven, the log may not know of its new round yet.
 * `leaseUntilMs`: the lease under which it is recorded.
 */
export function acknowledgedDelivery(
  logged: Delivery,
  { handedOutAtMs, messageId }: HandOut,
  now: Date,
  leaseUntilMs: number,
): Delivery {
  const delivery = logged.status === 'dead' ? newRound(logged) : logged;
  const startedAt = new Date(handedOutAtMs);
  const durationMs = Math.max(now.getTime() - handedOutAtMs, 0);
  const attempt = attemptOf(delivery, { outcome: { kind: 'acknowledged' }, startedAt, durationMs });
  return recordDecision(delivery, { attempt, decision: { kind: 'delivered' }, now, messageId, leaseUntilMs });
}

/** Whether it was this very hand-out that delivered it: its acknowledgement may come again, for the answer got lost. */
export function isDeliveredBy(
  { status, attempts }: Delivery,
  { handedOutAtMs }: Pick<HandOut, 'handedOutAtMs'>,
): boolean {
  const last = attempts.at(-1);
  return (
    status === 'delivered' && last?.outcome === 'acknowledged' && last.at === new Date(handedOutAtMs).toISOString()
  );
}

export type ReceiptVerdict =
  /** Its hand-out still has the claim. */
  | 'held'
  /** Another hand-out has it, or a push. */
  | 'expired'
  /** There never was such a hand-out. */
  | 'unknown';

/** What is a receipt worth, beside the claim of its event as it is now? */
export function judgeReceipt(
  { handedOutAtMs }: Pick<HandOut, 'handedOutAtMs'>,
  claim: Claim | undefined,
): ReceiptVerdict {
  if (!claim) return 'unknown';
  return claim.leaseUntilMs > 0 && claim.handedOutAtMs === handedOutAtMs ? 'held' : 'expired';
}
