/**
 * A redrive of chosen dead letters: a walk over the dead-letter queue.
 *
 *   mark in the log as the next round, with the job's id ─▶ send to the queue ─▶ delete
 *
 * After a crash the mark tells which letters were meant although the log has them as dead no more.
 */
import { type Delivery, newRound } from '../../core/delivery.ts';
import type { RedriveJob } from '../../core/job.ts';
import { chooser, redriveVerdict } from '../../core/letter-verdict.ts';
import type { LoggedLetter } from './logged-letter.ts';
import type { JobParts } from './parts.ts';
import type { RunStep } from './step.ts';
import { type ChosenWork, workOnChosen } from './work-on-chosen.ts';

export const moveChosen: RunStep<RedriveJob> = (job, parts, deadlineMs) => {
  const { id, createdAt, selection, ratePerSecond, moved } = job;
  const asked = { id, createdAt, isChosen: chooser(selection) };
  const judge = async (letters: readonly LoggedLetter[]) => {
    const verdicts = letters.map((letter) => redriveVerdict(letter, asked));
    await Promise.all(letters.filter((_, at) => verdicts[at] === 'move').map((letter) => mark(letter, id, parts)));
    return verdicts;
  };
  const isDone = ({ redrive }: Delivery) => redrive === id;
  const work: ChosenWork = { judge, ratePerSecond, counted: 'moved', isOfEachLetter: false, goneBefore: moved, isDone };
  return workOnChosen(job, work, parts, deadlineMs);
};

/** Where the log has changed in between the letter moves all the same: a copy of what was delivered is not sent again. */
async function mark({ key, delivery }: LoggedLetter, redrive: string, { deliveries }: JobParts): Promise<void> {
  if (key && delivery?.status === 'dead') await deliveries.replace(key, delivery, { ...newRound(delivery), redrive });
}
