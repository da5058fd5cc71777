/** What is known of the dead letters that a redrive or a discard was asked for? */
import type { Delivery } from '../../core/delivery.ts';
import { type DiscardJob, MAX_LETTERS_EXAMINED, MAX_MISSING_KEPT, type RedriveJob } from '../../core/job.ts';
import type { WalkEnd } from './dead-letter-walk.ts';
import { findLogged } from './logged-letter.ts';
import type { JobParts } from './parts.ts';
import type { StepEnd } from './step.ts';

type SelectionJob = RedriveJob | DiscardJob;

/** How many letters are to be worked on; `undefined` where there are too many to count. */
export async function totalOf(
  { selection, subscriberId, createdAt }: SelectionJob,
  { deliveries }: JobParts,
): Promise<number | undefined> {
  if (selection.kind === 'events') return selection.eventIds.length;
  const filter = selection.kind === 'filter' ? selection.filter : {};
  const to = filter.to !== undefined && filter.to < createdAt ? filter.to : createdAt;
  const { count, isComplete } = await deliveries.countDead(subscriberId, { ...filter, to });
  return isComplete ? count : undefined;
}

/** How many of a filter's letters are gone, counted in the log: what this step did, and what steps cut off did. */
export async function goneOf(job: SelectionJob, goneNow: number, parts: JobParts): Promise<number> {
  const left = job.total === undefined ? undefined : await totalOf(job, parts);
  return left === undefined ? goneNow : Math.max(goneNow, (job.total ?? 0) - left);
}

/** Events asked for of which no letter was found, by this step or, as their log records tell, by one before it. */
export async function missingEvents(
  { selection, subscriberId }: SelectionJob,
  found: ReadonlySet<string>,
  isDone: (delivery: Delivery) => boolean,
  parts: JobParts,
): Promise<string[]> {
  if (selection.kind !== 'events') return [];
  const left = selection.eventIds.filter((eventId) => !found.has(eventId));
  const logged = await findLogged(left, subscriberId, parts);
  return left.filter((eventId) => {
    const delivery = logged.get(eventId);
    return delivery === undefined || !isDone(delivery);
  });
}

/** As many as the job's record keeps. */
export function shownMissing(missing: readonly string[]): readonly string[] | undefined {
  return missing.length === 0 ? undefined : missing.slice(0, MAX_MISSING_KEPT);
}

const TOO_MANY =
  `More than ${MAX_LETTERS_EXAMINED.toLocaleString('en')} letters were looked at, which is as many as SQS lets one hold. ` +
  'What was chosen among them is done: ask again for the rest, or for all letters at once.';

export function endOfWalk(end: WalkEnd): StepEnd {
  switch (end) {
    case 'walked':
      return { kind: 'ended', status: 'completed' };
    case 'cancelled':
      return { kind: 'ended', status: 'cancelled' };
    case 'out-of-time':
      return { kind: 'again', afterSeconds: 0 };
    case 'too-many':
      return { kind: 'ended', status: 'failed', failure: TOO_MANY };
  }
}
