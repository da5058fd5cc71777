/** What follows an attempt? The one place where an outcome becomes a decision. */
import { jitteredMs, type RetrySchedule } from './retry-schedule.ts';

/** How one attempt ended: a POST, or a hand-out to a puller. */
export type Outcome =
  | { readonly kind: 'responded'; readonly status: number; readonly retryAfterSeconds?: number }
  /** The puller has it. */
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'timed-out'; readonly phase: 'connect' | 'headers' | 'body' | 'acknowledge' }
  | { readonly kind: 'unreachable'; readonly cause: 'dns' | 'connect' | 'tls' | 'reset' }
  /** URL safety said no, by the rule named. */
  | { readonly kind: 'refused'; readonly rule: string };

/** Those the log can have: a message that holds no event is in the dead-letter queue alone. */
export const DEAD_REASONS = [
  'attempts-exhausted',
  'endpoint-gone',
  'address-refused',
  'subscriber-disabled',
  /** Its queues are gone, and with them the message. */
  'subscriber-deleted',
  /** SQS itself moved it: the function failed on it, time and again. */
  'receives-exhausted',
] as const;
export type DeadReason = (typeof DEAD_REASONS)[number];

export type Decision =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry'; readonly at: Date }
  | { readonly kind: 'dead'; readonly reason: DeadReason };

export interface Circumstances {
  /** Which attempt of this round has just ended, from 1. */
  readonly attempt: number;
  readonly schedule: RetrySchedule;
  readonly now: Date;
  /** Chance for the jitter, in [0, 1). */
  readonly random: number;
  /** The queue forgets the message then; a delivery must be dead-lettered before, not lost. */
  readonly messageExpiresAt: Date;
}

export function decide(outcome: Outcome, circumstances: Circumstances): Decision {
  if (outcome.kind === 'acknowledged') return { kind: 'delivered' };
  if (outcome.kind === 'refused') return { kind: 'dead', reason: 'address-refused' };
  if (outcome.kind === 'responded') {
    if (outcome.status >= 200 && outcome.status < 300) return { kind: 'delivered' };
    if (outcome.status === 410) return { kind: 'dead', reason: 'endpoint-gone' };
  }
  return retryOrGiveUp(outcome, circumstances);
}

function retryOrGiveUp(
  outcome: Outcome,
  { attempt, schedule, now, random, messageExpiresAt }: Circumstances,
): Decision {
  const waitSeconds = schedule[attempt - 1];
  if (waitSeconds === undefined) return { kind: 'dead', reason: 'attempts-exhausted' };
  const waitMs = isPulled(outcome) ? 0 : Math.max(jitteredMs(waitSeconds, random), askedWaitMs(outcome));
  const at = new Date(now.getTime() + waitMs);
  if (at >= messageExpiresAt) return { kind: 'dead', reason: 'attempts-exhausted' };
  return { kind: 'retry', at };
}

/** A puller comes when it likes: what it did not acknowledge is there for it at once. */
function isPulled(outcome: Outcome): boolean {
  return outcome.kind === 'timed-out' && outcome.phase === 'acknowledge';
}

/** Only "too many requests" and "unavailable" may ask; the answer can postpone the next step, never advance it. */
function askedWaitMs(outcome: Outcome): number {
  if (outcome.kind !== 'responded' || (outcome.status !== 429 && outcome.status !== 503)) return 0;
  return (outcome.retryAfterSeconds ?? 0) * 1000;
}
