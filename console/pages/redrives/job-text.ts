/** What is a job about, and what has it done? In words, for a redrive, a discard and a reconciliation alike. */
import { isDiscard, isRedrive, type LetterJob } from '../../api/letter-jobs.ts';
import { countOf, countText } from '../../parts/count-text.ts';
import { filterText } from '../../parts/letter-filter-text.ts';

/** `Redrive of 37 dead letters`, `Discard of all dead letters`, `Reconciliation of log and queue`. */
export function jobTitle(job: LetterJob): string {
  if (isRedrive(job)) return `Redrive of ${selectionText(job)}`;
  return isDiscard(job) ? `Discard of ${selectionText(job)}` : 'Reconciliation of log and queue';
}

export function selectionText(job: LetterJob): string {
  if (!isRedrive(job) && !isDiscard(job)) return 'all dead letters';
  if (job.selection === 'events') return countOf(job.eventIds?.length ?? 0, 'dead letter');
  return job.selection === 'filter' ? `dead letters ${filterText(job.filter ?? {})}` : 'all dead letters';
}

/** How many it has worked on. */
export function doneCount(job: LetterJob): number {
  if (isRedrive(job)) return job.moved;
  return isDiscard(job) ? job.discarded : job.examined;
}

/** Absent where nobody knows how many there are: SQS's own count is approximate, and may have been too low. */
export function totalCount(job: LetterJob): number | undefined {
  if (!isRedrive(job) && !isDiscard(job)) return undefined;
  return job.total === undefined || job.total < doneCount(job) ? undefined : job.total;
}

/** `37 put back on the queue`. */
export function doneText(job: LetterJob): string {
  if (isRedrive(job)) return 'put back on the queue';
  return isDiscard(job) ? 'deleted for good' : 'looked at in the queue';
}

/** What else there is to say of how it went. */
export function remarks(job: LetterJob): readonly string[] {
  if (isRedrive(job) || isDiscard(job)) return [];
  const { recorded, removed } = job;
  if (recorded + removed === 0) return ['Nothing was to be put right so far.'];
  return [
    ...(recorded === 0 ? [] : [`${countText(recorded)} that the log did not know stand in it now.`]),
    ...(removed === 0 ? [] : [`${countText(removed)} that were delivered or discarded are gone from the queue.`]),
  ];
}

export function missingOf(job: LetterJob): readonly string[] {
  return isRedrive(job) || isDiscard(job) ? (job.missing ?? []) : [];
}
