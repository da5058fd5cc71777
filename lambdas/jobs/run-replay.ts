/**
 * A step of a replay. Where it stands is asked of EventBridge, which knows a replay by its name: so a step that was cut
 * off anywhere is done again without harm.
 *
 *   subscriber there, all archived? ─▶ begin it ─▶ follow it ─┬─▶ completed, failed
 *        └ no: later          ten run: later ┘       └ later  └─▶ cancelled
 */
import type { ReplayJob } from '../../core/job.ts';
import { nextLookSeconds, replayReadiness } from '../../core/replay-readiness.ts';
import { progressOf } from '../../core/replay-window.ts';
import { replayable } from '../../core/replayable.ts';
import { type ArchiveReplay, ArchiveReplays } from './archive-replays.ts';
import type { JobParts } from './parts.ts';
import type { RunStep, StepEnd } from './step.ts';

/** A cancelled replay takes a moment to end. */
const CANCELLING_SECONDS = 2;
/** So long a wait may be slept through: somebody may cancel. */
const MOST_WAIT_SECONDS = 60;

export const runReplay: RunStep<ReplayJob> = async (job, parts) => {
  const replays = new ArchiveReplays(parts);
  const replay = await replays.find(job.replayName);
  if (job.status === 'cancelling') return cancel(job, replay, replays);
  return replay ? follow(job, replay, replays, parts) : prepare(job, replays, parts);
};

async function cancel(job: ReplayJob, replay: ArchiveReplay | undefined, replays: ArchiveReplays): Promise<StepEnd> {
  if (!replay) return { kind: 'ended', status: 'cancelled' };
  const end = endOf(replay);
  if (end) return end;
  if (replay.state !== 'CANCELLING') await replays.cancel(job.replayName);
  return { kind: 'again', afterSeconds: CANCELLING_SECONDS };
}

async function prepare(job: ReplayJob, replays: ArchiveReplays, parts: JobParts): Promise<StepEnd> {
  const now = new Date();
  if (parts.archiveArn === '') return failed('The stage archives nothing any more.');
  const subscriber = await parts.subscribers.get(job.subscriberId);
  const readiness = replayReadiness(job, subscriber, { now, archiveLagMs: parts.archiveLagMs });
  if (readiness.kind === 'never') return failed(readiness.why);
  if (readiness.kind === 'not-yet') return wait(job, readiness.why, waitSeconds(job, now, readiness.untilMs), parts);
  const ready = await parts.jobs.note(job, { to: readiness.to, isOpen: undefined, waitingFor: undefined });
  if (ready.status === 'cancelling') return { kind: 'ended', status: 'cancelled' };
  if (await replays.begin(ready)) return { kind: 'again', afterSeconds: 0 }; // most are over in a moment
  return wait(job, 'As many replays as EventBridge runs at once are under way.', nextLookSeconds(job, now), parts);
}

async function wait(job: ReplayJob, waitingFor: string, afterSeconds: number, { jobs }: JobParts): Promise<StepEnd> {
  await jobs.note(job, { waitingFor });
  return { kind: 'again', afterSeconds };
}

function waitSeconds(job: ReplayJob, now: Date, untilMs: number | undefined): number {
  if (untilMs === undefined) return nextLookSeconds(job, now);
  return Math.min(Math.ceil((untilMs - now.getTime()) / 1000), MOST_WAIT_SECONDS);
}

/** What goes to a rule that is off is lost: such a replay ends, and says so. */
async function follow(
  job: ReplayJob,
  replay: ArchiveReplay,
  replays: ArchiveReplays,
  { jobs, subscribers }: JobParts,
): Promise<StepEnd> {
  await jobs.note(job, howFar(job, replay));
  const standing = replayable(await subscribers.get(job.subscriberId));
  const end = endOf(replay);
  if (standing.kind !== 'no' && isWithoutItsEvent(job, replay)) return failed(NOT_ARCHIVED);
  if (standing.kind !== 'no') return end ?? { kind: 'again', afterSeconds: nextLookSeconds(job, new Date()) };
  if (end) return failed(`The subscriber ${job.subscriberId} ${standing.why}. Not all came to its queue.`);
  if (replay.state !== 'CANCELLING') await replays.cancel(job.replayName);
  return { kind: 'again', afterSeconds: CANCELLING_SECONDS };
}

/** It is over, and nothing was sent: not even what happened in the same minute. */
function isWithoutItsEvent({ eventId }: ReplayJob, { state, lastReplayedAt }: ArchiveReplay): boolean {
  return eventId !== undefined && state === 'COMPLETED' && lastReplayedAt === undefined;
}

const NOT_ARCHIVED = 'The archive does not have this event: nothing was sent.';

function howFar(job: ReplayJob, { state, lastReplayedAt }: ArchiveReplay) {
  const progress = state === 'COMPLETED' ? 1 : progressOf(job, lastReplayedAt);
  return { progress, ...(lastReplayedAt ? { lastReplayedAt: lastReplayedAt.toISOString() } : {}) };
}

function endOf({ state, reason }: ArchiveReplay): StepEnd | undefined {
  if (state === 'COMPLETED') return { kind: 'ended', status: 'completed' };
  if (state === 'CANCELLED') return { kind: 'ended', status: 'cancelled' };
  return state === 'FAILED' ? failed(`EventBridge gave it up: ${reason ?? 'it does not say why'}.`) : undefined;
}

function failed(failure: string): StepEnd {
  return { kind: 'ended', status: 'failed', failure };
}
