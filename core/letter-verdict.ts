/**
 * A job has taken a letter out of a dead-letter queue: what becomes of it? The log decides, never a clock alone: a letter is
 * deleted only where the log says that nothing is lost with it.
 */
import { isDeadLetter, isWantedDeadLetter } from './dead-letter.ts';
import { DEAD_REASONS, type DeadReason } from './decide.ts';
import type { Delivery } from './delivery.ts';
import type { Selection } from './job.ts';

/** What a letter says, and what the log says of its delivery. */
export interface LetterFacts {
  /** Absent where the letter holds no event. */
  readonly eventId?: string;
  /** Absent where the log knows nothing of it. */
  readonly delivery?: Delivery;
}

/** Who asked for letters, when, and for which. */
export interface LetterJobFacts {
  readonly id: string;
  readonly createdAt: string;
  readonly isChosen: (eventId: string, delivery: Delivery | undefined) => boolean;
}

/** `move`: to its subscriber's queue. `delete`: from the dead-letter queue. `leave`: as it is. */
export type Verdict = 'move' | 'delete' | 'leave';

/** The question whether a letter is one of those selected. */
export function chooser(selection: Selection): LetterJobFacts['isChosen'] {
  if (selection.kind === 'all') return () => true;
  if (selection.kind === 'filter') return (_, delivery) => !!delivery && isWantedDeadLetter(delivery, selection.filter);
  const eventIds = new Set(selection.eventIds);
  return (eventId) => eventIds.has(eventId);
}

/**
 * A chosen letter moves. What the job has marked and not moved, for a crash came in between, is known by the mark; what it
 * moved and not deleted was delivered meanwhile, or moves once more: only *delivered* suppresses, and it does.
 */
export function redriveVerdict({ eventId, delivery }: LetterFacts, job: LetterJobFacts): Verdict {
  if (eventId === undefined) return 'leave';
  if (delivery?.redrive !== job.id && !job.isChosen(eventId, delivery)) return 'leave';
  if (delivery?.status === 'delivered') return 'delete';
  return isOut(delivery, job) ? 'leave' : 'move';
}

/** A chosen letter goes; so does one whose delivery is discarded already, for a crash came before its deletion. */
export function discardVerdict({ eventId, delivery }: LetterFacts, job: LetterJobFacts, nowMs: number): Verdict {
  if (eventId === undefined) return job.isChosen('', undefined) ? 'delete' : 'leave';
  if (delivery?.discardedAt !== undefined) return 'delete';
  if (!job.isChosen(eventId, delivery)) return 'leave';
  if (delivery?.status === 'delivered') return 'delete';
  return isOut(delivery, job) || isWaiting(delivery, nowMs) ? 'leave' : 'delete';
}

/** Whoever asked did not mean it: it died after that, or its dead letter was discarded. */
function isOut(delivery: Delivery | undefined, { createdAt }: LetterJobFacts): boolean {
  if (delivery?.status !== 'dead') return false;
  return !isDeadLetter(delivery) || (delivery.deadAt ?? '') > createdAt;
}

/** Another message of the same event waits in the queue for its next attempt: what becomes of that one counts. */
function isWaiting(delivery: Delivery | undefined, nowMs: number): boolean {
  return delivery?.status === 'pending' && Date.parse(delivery.nextAttemptAt ?? '') > nowMs;
}

export type ReconciliationVerdict =
  /** The log has it as dead. */
  | { readonly kind: 'agrees' }
  /** Its delivery needs no letter: it was delivered, or discarded. */
  | { readonly kind: 'needless' }
  /** The log is to have it as dead, for this reason. */
  | { readonly kind: 'record'; readonly reason: DeadReason }
  | { readonly kind: 'waits' }
  | { readonly kind: 'unreadable' };

/** `reason`: what the letter itself says; SQS says nothing when it moves a message that kills its function. */
export function reconciliationVerdict(
  { eventId, delivery, reason }: LetterFacts & { readonly reason?: string | undefined },
  nowMs: number,
): ReconciliationVerdict {
  if (eventId === undefined) return { kind: 'unreadable' };
  if (delivery?.status === 'delivered' || delivery?.discardedAt !== undefined) return { kind: 'needless' };
  if (delivery?.status === 'dead') return { kind: 'agrees' };
  if (isWaiting(delivery, nowMs)) return { kind: 'waits' };
  return { kind: 'record', reason: DEAD_REASONS.find((known) => known === reason) ?? 'receives-exhausted' };
}
