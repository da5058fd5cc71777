/**
 * A message's delivery is claimed already: what now? *Delivered* suppresses, but not what a replay asks for once more; and
 * a copy that was in the queue when the delivery died goes with it, for its dead letter is kept. Everything else comes to an
 * attempt sooner or later, so that a crash, a copy or the AWS console's own redrive never loses an event.
 */
import { type Delivery, newRound } from './delivery.ts';
import { isWantedAgain, type ReplayWish, replaySentFor } from './replay-wish.ts';

export interface Claim {
  /** Milliseconds since the epoch, and a fraction by chance, so that no two leases are the same; 0 when the holder let go. */
  readonly leaseUntilMs: number;
  /** When a puller was handed it, in milliseconds since the epoch; 0 or absent while a push holds it. */
  readonly handedOutAtMs?: number;
}

/** Who meets the claim. */
export interface Claimant {
  readonly messageId: string;
  /** When SQS took it in, in milliseconds since the epoch; a redrive makes a message new. */
  readonly sentAtMs: number;
  readonly wish: ReplayWish;
}

export type ClaimVerdict =
  /** It was delivered, or died and has its dead letter: acknowledge, count, send nothing. */
  | { readonly kind: 'duplicate' }
  /** Another worker is at it: look again when its lease ends. */
  | { readonly kind: 'busy'; readonly untilMs: number }
  /** Its next attempt is not due: sleep on. A replay's message does so too. */
  | { readonly kind: 'not-due'; readonly untilMs: number }
  /** This very message died, and the crash came before it reached the dead-letter queue. */
  | { readonly kind: 'bury'; readonly delivery: Delivery }
  /** Nobody is at it: take the claim over and attempt. */
  | { readonly kind: 'take-over' };

export function judgeClaim(
  claim: Claim,
  delivery: Delivery | undefined,
  { messageId, sentAtMs, wish }: Claimant,
  nowMs: number,
): ClaimVerdict {
  if (delivery?.status === 'delivered' && !isWantedAgain(delivery, wish)) return { kind: 'duplicate' };
  if (isHeld(claim, delivery, nowMs)) return { kind: 'busy', untilMs: claim.leaseUntilMs };
  if (delivery?.status === 'dead' && delivery.deadMessageId === messageId) return { kind: 'bury', delivery };
  if (delivery?.status === 'dead' && isLeftOver(sentAtMs, delivery)) return { kind: 'duplicate' };
  const dueMs = delivery?.nextAttemptAt === undefined ? 0 : Date.parse(delivery.nextAttemptAt);
  if (dueMs > nowMs) return { kind: 'not-due', untilMs: dueMs };
  return { kind: 'take-over' };
}

/** So far SQS's clock and ours may be apart: a letter that is redriven at once must not be taken for a copy. */
const CLOCK_SKEW_MS = 5_000;

/** A copy, of a replay say, that slept in the queue while another message of the event used the schedule up. */
function isLeftOver(sentAtMs: number, { deadAt = '' }: Delivery): boolean {
  return sentAtMs < Date.parse(deadAt) - CLOCK_SKEW_MS;
}

/** Who delivered it does not let go of the lease, for that would cost a write, but is done. */
function isHeld({ leaseUntilMs }: Claim, delivery: Delivery | undefined, nowMs: number): boolean {
  return leaseUntilMs > nowMs && leaseUntilMs !== delivery?.deliveredLeaseMs;
}

/** The delivery that whoever has the claim now is to attempt. What was over begins the next round. */
export function claimedDelivery(known: Delivery, wish: ReplayWish): Delivery {
  const replay = replaySentFor(known, wish);
  if (known.status !== 'pending') return newRound(known, replay);
  return replay === undefined ? known : { ...known, replay };
}
