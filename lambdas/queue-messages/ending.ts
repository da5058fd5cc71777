/** How does a message leave an invocation? */

import type { Decision } from '../../core/decide.ts';
import type { Attempt, Delivery } from '../../core/delivery.ts';
import type { ClaimRequest } from '../records/claim-records.ts';
import type { Message } from './message.ts';

export type Ending =
  /** It was delivered before: acknowledged. */
  | { readonly kind: 'duplicate'; readonly message: Message }
  /** Another event is replayed alone: acknowledged, with nothing claimed. */
  | { readonly kind: 'not-replayed'; readonly message: Message }
  /** It sleeps on, with nothing charged. */
  | {
      readonly kind: 'hide';
      readonly message: Message;
      readonly why: 'busy' | 'not-due' | 'paused' | 'pulled';
      readonly untilMs: number;
    }
  /** It died before, but never reached the dead-letter queue. */
  | { readonly kind: 'bury'; readonly message: Message; readonly delivery: Delivery }
  /** It was decided on, after an attempt or, for a disabled subscriber, without one. */
  | {
      readonly kind: 'decided';
      readonly message: Message;
      readonly claim: ClaimRequest;
      readonly delivery: Delivery;
      readonly decision: Decision;
      readonly attempt?: Attempt;
    }
  /** A puller has it, and may acknowledge it until then. */
  | {
      readonly kind: 'handed-out';
      readonly message: Message;
      readonly claim: ClaimRequest;
      readonly delivery: Delivery;
      readonly untilMs: number;
      /** What the hand-out before it came to; it is to be recorded. */
      readonly missed?: Attempt;
    }
  /** Our own fault, not an outcome: it stays, and the subscriber's schedule is not charged. */
  | { readonly kind: 'faulted'; readonly message: Message; readonly error: unknown };

/** Messages that are acknowledged now and brought nothing: their event was delivered, or came in another message too. */
export function duplicatesOf(ending: Ending): number {
  if (ending.kind === 'duplicate') return ending.message.copies.length + 1;
  const isOver = ending.kind === 'bury' || (ending.kind === 'decided' && ending.decision.kind !== 'retry');
  return isOver ? ending.message.copies.length : 0;
}
