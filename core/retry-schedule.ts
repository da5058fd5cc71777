/** How long does a delivery wait between attempts? */

/** Seconds between attempts: with n waits a delivery has n + 1 attempts. */
export type RetrySchedule = readonly number[];

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The example of Standard Webhooks' "Retries" section: 10 attempts over about 75 hours. */
export const DEFAULT_RETRY_SCHEDULE: RetrySchedule = [
  5,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

export const MAX_WAITS = 20;
export const MAX_WAIT_SECONDS = DAY;
/** SQS keeps a message 14 days at most; what is left is for the attempts themselves and for a backlog. */
export const MAX_SCHEDULE_SECONDS = 12 * DAY;

/** Each wait is off by up to this share, so that deliveries that failed together do not return together. */
const JITTER = 0.2;

/** A wait with its jitter, in milliseconds. `random` is in [0, 1). */
export function jitteredMs(waitSeconds: number, random: number): number {
  return Math.round(waitSeconds * 1000 * (1 + JITTER * (2 * random - 1)));
}

/** What is wrong with a schedule, said after its name; `undefined` when nothing is. */
export function scheduleFault(waits: RetrySchedule): string | undefined {
  if (waits.length < 1 || waits.length > MAX_WAITS) return `must have 1 to ${MAX_WAITS} waits`;
  const wrong = waits.find((wait) => !Number.isInteger(wait) || wait < 1 || wait > MAX_WAIT_SECONDS);
  if (wrong !== undefined)
    return `must give each wait as a whole number of seconds from 1 to ${MAX_WAIT_SECONDS} (24 h)`;
  const total = waits.reduce((sum, wait) => sum + wait, 0);
  if (total > MAX_SCHEDULE_SECONDS) {
    return `must add up to at most ${MAX_SCHEDULE_SECONDS} s (12 days), so that the queue's 14 days outlive it, not to ${total} s`;
  }
  return undefined;
}
