/** For how long is a message hidden so that it comes back when it is due? */

/** SQS counts 12 hours from the receive, not from the hide; what a function may take of them stays off. */
export const MAX_HIDE_SECONDS = 43_200 - 120;

/** How many timeouts of its function a received message stays hidden: AWS's advice for a queue that triggers one. */
export const VISIBILITY_TIMEOUTS = 6;

/** Whole seconds, never early. A wait beyond SQS's limit is two hides: the message wakes, is not due, and hides again. */
export function hideSeconds(untilMs: number, nowMs: number): number {
  return Math.min(Math.max(Math.ceil((untilMs - nowMs) / 1000), 0), MAX_HIDE_SECONDS);
}
