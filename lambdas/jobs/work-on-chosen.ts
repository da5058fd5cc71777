/**
 * How is a job carried out that is about chosen dead letters: a redrive or a discard? A walk; after it the job's record says
 * of how many letters it is done, those included that steps cut off before have done.
 */
import type { Delivery } from '../../core/delivery.ts';
import type { DiscardJob, RedriveJob } from '../../core/job.ts';
import { type LetterWork, walkDeadLetters } from './dead-letter-walk.ts';
import type { LoggedLetter } from './logged-letter.ts';
import type { JobParts } from './parts.ts';
import { endOfWalk, goneOf, missingEvents, shownMissing, totalOf } from './selection.ts';
import type { StepEnd } from './step.ts';

export interface ChosenWork extends Pick<LetterWork, 'judge' | 'ratePerSecond'> {
  /** What the job's record has of letters that went where they were to go. */
  readonly counted: 'moved' | 'discarded';
  /** Whether all letters of a chosen event are meant, and not the first that is met. */
  readonly isOfEachLetter: boolean;
  /** Letters that went in steps before. */
  readonly goneBefore: number;
  /** Whether an event of which no letter is left was worked on by a step before, as its log record tells. */
  readonly isDone: (delivery: Delivery) => boolean;
}

export async function workOnChosen(
  job: RedriveJob | DiscardJob,
  { judge, ratePerSecond, counted, isOfEachLetter, goneBefore, isDone }: ChosenWork,
  parts: JobParts,
  deadlineMs: number,
): Promise<StepEnd> {
  const { selection } = job;
  const totalled = job.total === undefined ? await parts.jobs.note(job, { total: await totalOf(job, parts) }) : job;
  const found = new Set<string>();
  let count = goneBefore;
  const work: LetterWork = {
    ...{ judge, ratePerSecond },
    gone: (letters: readonly LoggedLetter[]) => {
      for (const { eventId } of letters) {
        if (eventId === undefined || !found.has(eventId)) count += 1; // an event may have two letters
        if (eventId !== undefined) found.add(eventId);
      }
    },
    isDone: () => !isOfEachLetter && selection.kind === 'events' && found.size === selection.eventIds.length,
    progress: () => ({ [counted]: count }),
  };
  const end = await walkDeadLetters(job, work, parts, deadlineMs);
  if (end === 'walked' && selection.kind === 'events') {
    const missing = await missingEvents(job, found, isDone, parts);
    const done = { [counted]: selection.eventIds.length - missing.length };
    await parts.jobs.note(job, { ...done, missing: shownMissing(missing) });
  }
  if (end === 'walked' && selection.kind === 'filter') {
    await parts.jobs.note(job, { [counted]: await goneOf(totalled, count, parts) });
  }
  return endOfWalk(end);
}
