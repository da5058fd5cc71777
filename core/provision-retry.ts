/** How long does a subscriber whose resources could not be made wait for the next try? */

const FIRST_WAITS_SECONDS = [5, 15, 60, 5 * 60, 15 * 60];
const LATER_WAIT_SECONDS = 60 * 60;

/**
 * After so many tries its message becomes a dead letter, which an operator can redrive: eight days. SQS counts a dead
 * letter's 14 days from when the message was first sent, so six are left to look at it.
 */
export const MAX_PROVISION_RETRIES = 200;

/** `retries`: how many there were before, which SQS counts as receives of the message. */
export function provisionRetryWaitSeconds(retries: number): number {
  return FIRST_WAITS_SECONDS[retries] ?? LATER_WAIT_SECONDS;
}
