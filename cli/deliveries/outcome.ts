/** How did an attempt end, in a few words? */
import type { Attempt } from '../../core/delivery.ts';
import type { DeliveryView } from './delivery-view.ts';

export function attemptText({ outcome, detail, httpStatus, durationMs }: Attempt): string {
  const what = httpStatus === undefined ? outcome : `HTTP ${httpStatus}`;
  return `${what}${detail === undefined ? '' : ` (${detail})`} in ${durationMs} ms`;
}

/** Of the newest attempt; a delivery may have died without one. */
export function outcomeOf({ attempts, deadReason }: DeliveryView): string {
  const last = attempts.at(-1);
  return last ? attemptText(last) : (deadReason ?? 'no attempt yet');
}
