/**
 * What does the log know of a delivery, and how does it change?
 *
 *              attempt failed, wait left
 *                    ┌───────┐
 *   (no record) ─▶ pending ──┴─▶ delivered        only this suppresses another sending,
 *                    │   ▲ ▲         │            save what a replay asks for by name
 *     none left, 410 ▼   │ └─────────┘
 *                   dead ┘ a redrive, a replay or a new copy: the next round
 *                    │
 *                    ▼ discarded: still dead, but no dead letter any more
 */
import type { DeadReason, Decision, Outcome } from './decide.ts';
import { queueForgetsAt } from './queue-retention.ts';

export type DeliveryStatus = 'pending' | 'delivered' | 'dead';

export interface Attempt {
  /** From 1, over all rounds. */
  readonly number: number;
  /** Which run through the schedule it belongs to; absent in the first. */
  readonly round?: number;
  /** When it began: ISO 8601 with milliseconds. */
  readonly at: string;
  readonly outcome: Outcome['kind'];
  /** The phase, cause or rule of an outcome that was no response. */
  readonly detail?: string;
  readonly httpStatus?: number;
  readonly durationMs: number;
  /** On failure, the beginning of the response's body: at most 1 KB. */
  readonly response?: string;
}

export interface Delivery {
  readonly subscriberId: string;
  readonly eventId: string;
  readonly eventType: string;
  /** ISO 8601, as EventBridge wrote it. */
  readonly eventTime: string;
  readonly status: DeliveryStatus;
  /** The newest `MAX_ATTEMPTS_KEPT`. */
  readonly attempts: readonly Attempt[];
  /** How many attempts earlier rounds made; the schedule counts from there. */
  readonly attemptsBeforeRound: number;
  /** Which run through the schedule this is; absent in the first. */
  readonly round?: number;
  /** The name of the youngest replay that sent it. */
  readonly replay?: string;
  /** The redrive of chosen dead letters that this round began with. */
  readonly redrive?: string;
  readonly nextAttemptAt?: string;
  readonly deliveredAt?: string;
  /** The lease it was delivered under: a claim that still has it is nobody's any more. */
  readonly deliveredLeaseMs?: number;
  readonly deadReason?: DeadReason;
  readonly deadAt?: string;
  /** The queue's message that died. When it turns up again it never reached the dead-letter queue. */
  readonly deadMessageId?: string;
  /** When the dead-letter queue forgets it. */
  readonly deadLetterExpiresAt?: string;
  /** When an operator deleted its dead letter for good: it is dead, and no dead letter any more. */
  readonly discardedAt?: string;
}

/** An endpoint's whole day of failures fits; a record stays far under DynamoDB's 400 KB. */
export const MAX_ATTEMPTS_KEPT = 50;

/** The delivery of an event that the log does not know yet. */
export function newDelivery(
  subscriberId: string,
  event: { readonly id: string; readonly type: string; readonly time: string },
): Delivery {
  return {
    subscriberId,
    eventId: event.id,
    eventType: event.type,
    eventTime: event.time,
    status: 'pending',
    attempts: [],
    attemptsBeforeRound: 0,
  };
}

/** The number the next attempt has, over all rounds. */
export function nextAttemptNumber(delivery: Delivery): number {
  return (delivery.attempts.at(-1)?.number ?? 0) + 1;
}

/** Which run through the schedule a delivery is in, from 1. */
export function roundOf({ round = 1 }: Pick<Delivery, 'round'>): number {
  return round;
}

/** A delivery that came back begins the schedule anew; its attempts stay in the log. `replay`: by which replay it came. */
export function newRound(delivery: Delivery, replay?: string): Delivery {
  const { subscriberId, eventId, eventType, eventTime, attempts, replay: earlier } = delivery;
  const newest = replay ?? earlier;
  return {
    ...{ subscriberId, eventId, eventType, eventTime, attempts, status: 'pending' },
    attemptsBeforeRound: nextAttemptNumber(delivery) - 1,
    round: roundOf(delivery) + 1,
    ...(newest === undefined ? {} : { replay: newest }),
  };
}

/** Whether something is still to be done about it: it waits for an attempt, or for an operator. */
export function isUndelivered({ status, discardedAt }: Pick<Delivery, 'status' | 'discardedAt'>): boolean {
  return status === 'pending' || (status === 'dead' && discardedAt === undefined);
}

/** A dead letter that was deleted for good. */
export function discarded(delivery: Delivery, now: Date): Delivery {
  const { deadLetterExpiresAt: _, ...rest } = delivery;
  return { ...rest, discardedAt: now.toISOString() };
}

/** A delivery of a subscriber that is gone: nothing of it waits anywhere any more. */
export function withoutSubscriber(delivery: Delivery, now: Date): Delivery {
  if (delivery.status === 'dead') return discarded(delivery, now);
  const { nextAttemptAt: _, ...before } = delivery;
  return discarded({ ...before, status: 'dead', deadReason: 'subscriber-deleted', deadAt: now.toISOString() }, now);
}

export interface AttemptResult {
  readonly outcome: Outcome;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly response?: string;
}

/** The attempt as the log keeps it. */
export function attemptOf(delivery: Delivery, { outcome, startedAt, durationMs, response }: AttemptResult): Attempt {
  const detail = outcomeDetail(outcome);
  return {
    number: nextAttemptNumber(delivery),
    ...(delivery.round === undefined ? {} : { round: delivery.round }),
    at: startedAt.toISOString(),
    outcome: outcome.kind,
    ...(detail === undefined ? {} : { detail }),
    ...(outcome.kind === 'responded' ? { httpStatus: outcome.status } : {}),
    durationMs: Math.round(durationMs),
    ...(response === undefined ? {} : { response }),
  };
}

function outcomeDetail(outcome: Outcome): string | undefined {
  if (outcome.kind === 'timed-out') return outcome.phase;
  if (outcome.kind === 'unreachable') return outcome.cause;
  return outcome.kind === 'refused' ? outcome.rule : undefined;
}

/** The delivery after an attempt on which nothing has been decided yet. */
export function withAttempt(delivery: Delivery, attempt: Attempt): Delivery {
  const { nextAttemptAt: _, ...before } = delivery;
  return { ...before, attempts: [...delivery.attempts, attempt].slice(-MAX_ATTEMPTS_KEPT) };
}

export interface Recording {
  /** The attempt that was made, where it is not in the log yet; a delivery to a disabled subscriber dies without one. */
  readonly attempt?: Attempt;
  readonly decision: Decision;
  readonly now: Date;
  readonly messageId: string;
  /** The lease the attempt was made under, where whoever holds it is done with it then. */
  readonly leaseUntilMs?: number;
}

/** The delivery after a decision. */
export function recordDecision(
  delivery: Delivery,
  { attempt, decision, now, messageId, leaseUntilMs }: Recording,
): Delivery {
  const { nextAttemptAt: _, ...before } = attempt ? withAttempt(delivery, attempt) : delivery;
  switch (decision.kind) {
    case 'delivered':
      return {
        ...before,
        status: 'delivered',
        deliveredAt: now.toISOString(),
        ...(leaseUntilMs === undefined ? {} : { deliveredLeaseMs: leaseUntilMs }),
      };
    case 'retry':
      return { ...before, status: 'pending', nextAttemptAt: decision.at.toISOString() };
    case 'dead':
      return {
        ...before,
        status: 'dead',
        deadReason: decision.reason,
        deadAt: now.toISOString(),
        deadMessageId: messageId,
        deadLetterExpiresAt: queueForgetsAt(now).toISOString(),
      };
  }
}
