/**
 * Can a replay begin? Its events go through the subscriber's rule, which must be there and work; and the archive must
 * have all of them.
 */
import type { ReplayJob } from './job.ts';
import { replayable } from './replayable.ts';
import type { Subscriber } from './subscriber.ts';

export type Readiness =
  /** `to`: where it ends, also where nobody said an end. */
  | { readonly kind: 'ready'; readonly to: string }
  | { readonly kind: 'not-yet'; readonly why: string; readonly untilMs?: number }
  | { readonly kind: 'never'; readonly why: string };

export interface Lags {
  readonly now: Date;
  /** What was published may come into the archive so much later. */
  readonly archiveLagMs: number;
}

/** A rule that was changed takes effect within about a minute; where the archive keeps up at once, so do rules. */
const RULE_LAG_MS = 60_000;

/** How long a replay waits for a subscriber that is not there yet. */
const PATIENCE_MS = 3_600_000;

export function replayReadiness(job: ReplayJob, subscriber: Subscriber | undefined, lags: Lags): Readiness {
  const standing = replayable(subscriber);
  const sentence = standing.kind === 'now' ? '' : `The subscriber ${job.subscriberId} ${standing.why}.`;
  if (standing.kind === 'no' || !subscriber) return { kind: 'never', why: sentence };
  if (standing.kind === 'now') return archiveReadiness(job, Date.parse(subscriber.updatedAt), lags);
  const patienceEndsMs = Date.parse(job.createdAt) + PATIENCE_MS;
  return lags.now.getTime() < patienceEndsMs ? { kind: 'not-yet', why: sentence } : { kind: 'never', why: sentence };
}

/** `changedMs`: when the rule was last changed, at the latest. */
function archiveReadiness(job: ReplayJob, changedMs: number, { now, archiveLagMs }: Lags): Readiness {
  const ruleWorksMs = changedMs + Math.min(RULE_LAG_MS, archiveLagMs);
  if (ruleWorksMs > now.getTime()) {
    return { kind: 'not-yet', why: "The subscriber's rule takes effect within a minute.", untilMs: ruleWorksMs };
  }
  // What is published from then on comes by itself.
  const toMs = job.isOpen ? Math.max(ruleWorksMs, Date.parse(job.to)) : Date.parse(job.to);
  // An end beyond the request is that of a minute: the event it is for was published before.
  const lastMs = job.isOpen ? toMs : Math.min(toMs, Date.parse(job.createdAt));
  const untilMs = lastMs + archiveLagMs;
  if (untilMs <= now.getTime()) return { kind: 'ready', to: new Date(toMs).toISOString() };
  const why = `The archive has all that was published in this time by ${new Date(untilMs).toISOString()}.`;
  return { kind: 'not-yet', why, untilMs };
}

const FIRST_SECONDS = 2;
const MOST_SECONDS = 300;

/**
 * When a replay is looked at next: after a sixtieth of the time it has taken. So progress is seen to move, and one that
 * takes two days is looked at some hundred times; its message in the jobs queue can be received a thousand times.
 */
export function nextLookSeconds(job: Pick<ReplayJob, 'createdAt'>, now: Date): number {
  const seconds = Math.round((now.getTime() - Date.parse(job.createdAt)) / 60_000);
  return Math.min(Math.max(seconds, FIRST_SECONDS), MOST_SECONDS);
}
