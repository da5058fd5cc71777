/**
 * A message's delivery is claimed already: what now? Only *delivered* suppresses; everything else comes to an attempt
 * sooner or later, so that a crash, a copy or the AWS console's own redrive never loses an event.
 */
import type { Delivery } from './delivery.ts';

export interface Claim {
  /** Milliseconds since the epoch, and a fraction by chance, so that no two leases are the same; 0 when the holder let go. */
  readonly leaseUntilMs: number;
  /** When a puller was handed it, in milliseconds since the epoch; 0 or absent while a push holds it. */
  readonly handedOutAtMs?: number;
}

export type ClaimVerdict =
  /** It was delivered: acknowledge, count, send nothing. */
  | { readonly kind: 'duplicate' }
  /** Another worker is at it: look again when its lease ends. */
  | { readonly kind: 'busy'; readonly untilMs: number }
  /** Its next attempt is not due: sleep on. */
  | { readonly kind: 'not-due'; readonly untilMs: number }
  /** This very message died, and the crash came before it reached the dead-letter queue. */
  | { readonly kind: 'bury'; readonly delivery: Delivery }
  /** Nobody is at it: take the claim over and attempt. */
  | { readonly kind: 'take-over' };

export function judgeClaim(
  claim: Claim,
  delivery: Delivery | undefined,
  messageId: string,
  nowMs: number,
): ClaimVerdict {
  if (delivery?.status === 'delivered') return { kind: 'duplicate' };
  if (claim.leaseUntilMs > nowMs) return { kind: 'busy', untilMs: claim.leaseUntilMs };
  if (delivery?.status === 'dead' && delivery.deadMessageId === messageId) return { kind: 'bury', delivery };
  const dueMs = delivery?.nextAttemptAt === undefined ? 0 : Date.parse(delivery.nextAttemptAt);
  if (dueMs > nowMs) return { kind: 'not-due', untilMs: dueMs };
  return { kind: 'take-over' };
}
