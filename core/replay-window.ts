/** Which stretch of time does a replay go through, and how far has it come? */
import type { FieldFault } from './subscriber-pattern.ts';

export interface ReplayWindow {
  /** ISO 8601, inclusive. */
  readonly from: string;
  /** The end; whether its very second belongs to it is EventBridge's to say. */
  readonly to: string;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** What is wrong with a stretch of time: both ends are times. */
export function windowFaults({ from, to }: ReplayWindow, retentionDays: number, now: Date): FieldFault[] {
  if (Date.parse(from) >= now.getTime()) return [{ path: 'from', message: 'must be in the past' }];
  if (Date.parse(to) > now.getTime()) return [{ path: 'to', message: 'must not be in the future' }];
  if (Date.parse(from) >= Date.parse(to)) return [{ path: 'from', message: 'must be before `to`' }];
  const reach = reachOf(retentionDays, now);
  if (Date.parse(from) >= reach.getTime()) return [];
  const days = retentionDays === 1 ? 'a day' : `${retentionDays} days`;
  return [
    { path: 'from', message: `must not be before ${reach.toISOString()}: what was published is kept for ${days}` },
  ];
}

/** The oldest that can be replayed. */
export function reachOf(retentionDays: number, now: Date): Date {
  return new Date(now.getTime() - retentionDays * DAY_MS);
}

/** The minute an event is in: EventBridge replays minute by minute. */
export function minuteAround(eventTime: string): ReplayWindow {
  const fromMs = Math.floor(Date.parse(eventTime) / MINUTE_MS) * MINUTE_MS;
  return { from: new Date(fromMs).toISOString(), to: new Date(fromMs + MINUTE_MS).toISOString() };
}

/** An event's time is a whole second, the one it was published in: an end within one takes all of that second. */
export function inWholeSeconds({ from, to }: ReplayWindow): { from: Date; to: Date } {
  return {
    from: new Date(Math.floor(Date.parse(from) / 1000) * 1000),
    to: new Date(Math.ceil(Date.parse(to) / 1000) * 1000),
  };
}

/** How much of the stretch is done, from 0 to 1, by the time of the event that was sent last. */
export function progressOf({ from, to }: ReplayWindow, lastReplayedAt: Date | undefined): number {
  if (lastReplayedAt === undefined) return 0;
  const done = (lastReplayedAt.getTime() - Date.parse(from)) / (Date.parse(to) - Date.parse(from));
  return Math.min(Math.max(done, 0), 1);
}
