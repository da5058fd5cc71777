/**
 * A redrive of chosen dead letters: a walk over the dead-letter queue.
 *
 *   mark in the log as the next round, with the job's id ─▶ send to the queue ─▶ delete
 *
 * After a crash the mark tells which letters were meant although the log has them as dead no more.
 */
import { newRound } from '../../core/delivery.ts';
import type { RedriveJob } from '../../core/job.ts';
import { chooser, redriveVerdict } from '../../core/letter-verdict.ts';
import { walkDeadLetters } from './dead-letter-walk.ts';
import type { LoggedLetter } from './logged-letter.ts';
import type { JobParts } from './parts.ts';
import { endOfWalk, goneOf, missingEvents, shownMissing, totalOf } from './selection.ts';
import type { RunStep } from './step.ts';

export const moveChosen: RunStep<RedriveJob> = async (job, parts, deadlineMs) => {
  const { id, createdAt, selection, ratePerSecond } = job;
  const asked = { id, createdAt, isChosen: chooser(selection) };
  const found = new Set<string>();
  let moved = job.moved;
  const counted = job.total === undefined ? await parts.jobs.note(job, { total: await totalOf(job, parts) }) : job;
  const judge = async (letters: readonly LoggedLetter[]) => {
    const verdicts = letters.map((letter) => redriveVerdict(letter, asked));
    await Promise.all(letters.filter((_, at) => verdicts[at] === 'move').map((letter) => mark(letter, id, parts)));
    return verdicts;
  };
  const gone = (letters: readonly LoggedLetter[]) => {
    for (const { eventId = '' } of letters) found.add(eventId);
    moved += letters.length;
  };
  const isDone = () => selection.kind === 'events' && found.size === selection.eventIds.length;
  const work = { judge, gone, isDone, progress: () => ({ moved }), ratePerSecond };
  const end = await walkDeadLetters(job, work, parts, deadlineMs);
  if (end === 'walked' && selection.kind === 'events') {
    const missing = await missingEvents(job, found, ({ redrive }) => redrive === id, parts);
    await parts.jobs.note(job, { moved: selection.eventIds.length - missing.length, missing: shownMissing(missing) });
  }
  if (end === 'walked' && selection.kind === 'filter') {
    await parts.jobs.note(job, { moved: await goneOf(counted, moved, parts) });
  }
  return endOfWalk(end);
};

/** Where the log has changed in between the letter moves all the same: a copy of what was delivered is not sent again. */
async function mark({ key, delivery }: LoggedLetter, redrive: string, { deliveries }: JobParts): Promise<void> {
  if (key && delivery?.status === 'dead') await deliveries.replace(key, delivery, { ...newRound(delivery), redrive });
}
