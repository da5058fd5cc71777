/** How did an attempt end, in a few words? */
import type { AttemptView, DeliveryView } from '../../lambdas/api/views/delivery-view.ts';

interface Ending {
  readonly outcome: string;
  readonly detail?: string | undefined;
  readonly httpStatus?: number | undefined;
}

/** `HTTP 503`, `timed-out (connect)`. */
export function endingText({ outcome, detail, httpStatus }: Ending): string {
  const what = httpStatus === undefined ? outcome : `HTTP ${httpStatus}`;
  return `${what}${detail === undefined ? '' : ` (${detail})`}`;
}

export function attemptText(attempt: AttemptView): string {
  return `${endingText(attempt)} in ${attempt.durationMs} ms`;
}

/** Of the newest attempt; a delivery may have died without one. */
export function outcomeOf({ attempts, deadReason }: DeliveryView): string {
  const last = attempts.at(-1);
  return last ? attemptText(last) : (deadReason ?? 'no attempt yet');
}
