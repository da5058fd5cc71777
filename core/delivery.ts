/**
 * What does the log know of a delivery, and how does it change?
 *
 *              attempt failed, wait left
 *                    ┌───────┐
 *   (no record) ─▶ pending ──┴─▶ delivered        only this suppresses another sending
 *                    │   ▲
 *     none left, 410 ▼   │ a redrive or a new copy: the next round
 *                   dead ┘
 */
import type { DeadReason, Decision, Outcome } from './decide.ts';

export type DeliveryStatus = 'pending' | 'delivered' | 'dead';

export interface Attempt {
  /** From 1, over all rounds. */
  readonly number: number;
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
  readonly nextAttemptAt?: string;
  readonly deliveredAt?: string;
  readonly deadReason?: DeadReason;
  readonly deadAt?: string;
  /** The queue's message that died. When it turns up again it never reached the dead-letter queue. */
  readonly deadMessageId?: string;
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

/** A dead delivery that came back begins the schedule anew; its attempts stay in the log. */
export function newRound(delivery: Delivery): Delivery {
  const { deadReason: _, deadAt: __, deadMessageId: ___, ...rest } = delivery;
  return { ...rest, status: 'pending', attemptsBeforeRound: nextAttemptNumber(delivery) - 1 };
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
}

/** The delivery after a decision. */
export function recordDecision(delivery: Delivery, { attempt, decision, now, messageId }: Recording): Delivery {
  const { nextAttemptAt: _, ...before } = attempt ? withAttempt(delivery, attempt) : delivery;
  switch (decision.kind) {
    case 'delivered':
      return { ...before, status: 'delivered', deliveredAt: now.toISOString() };
    case 'retry':
      return { ...before, status: 'pending', nextAttemptAt: decision.at.toISOString() };
    case 'dead':
      return {
        ...before,
        status: 'dead',
        deadReason: decision.reason,
        deadAt: now.toISOString(),
        deadMessageId: messageId,
      };
  }
}
