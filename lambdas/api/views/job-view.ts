/** What does the API show of every job, whatever it does? */
import * as z from 'zod/mini';
import { type DiscardJob, JOB_STATUSES, type Job, type RedriveJob } from '../../../core/job.ts';
import { time } from '../../schema/times.ts';
import { DEAD_LETTER_FILTER } from './dead-letter-filter.ts';

const d = z.describe;

const JOB_STATUS = z.enum(JOB_STATUSES);

/** Those at the head of a job's view, and those at its end. */
export const JOB_HEAD = { id: z.string(), subscriberId: z.string(), status: JOB_STATUS };
export const JOB_END = {
  failure: z.optional(z.string().check(d('Why it is `failed`, or what kept it from going on the last time'))),
  createdAt: time(),
  startedAt: z.optional(time()),
  finishedAt: z.optional(time()),
};

/** What a redrive and a discard say of the dead letters they are about. */
export const SELECTION_FIELDS = {
  selection: z.enum(['all', 'events', 'filter']),
  eventIds: z.optional(z.array(z.string()).check(d('Those that were asked for'))),
  filter: z.optional(DEAD_LETTER_FILTER),
};

export const WALK_FIELDS = {
  total: z.optional(z.int().check(d('How many there were to begin with, as far as is known'))),
  examined: z.int().check(d('How many messages of the dead-letter queue it has looked at')),
  missing: z.optional(
    z.array(z.string()).check(d('Events that were asked for and are no dead letters: the first 100')),
  ),
};

/** What every kind of job shows alike, apart from what it is about and how far it is. */
export function jobEnds({ id, subscriberId, status, failure, createdAt, startedAt, finishedAt }: Job) {
  return {
    ...{ id, subscriberId, status },
    ...(failure === undefined ? {} : { failure }),
    createdAt,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
  };
}

/** Events are called as they were asked for. */
export function selectionView({ selection, total, examined, missing }: RedriveJob | DiscardJob) {
  const askedAs = new Map(selection.kind === 'events' ? Object.entries(selection.askedAs ?? {}) : []);
  const asked = (eventId: string) => askedAs.get(eventId) ?? eventId;
  return {
    selection: selection.kind,
    ...(selection.kind === 'events' ? { eventIds: selection.eventIds.map(asked) } : {}),
    ...(selection.kind === 'filter' ? { filter: selection.filter } : {}),
    ...(total === undefined ? {} : { total }),
    examined,
    ...(missing === undefined ? {} : { missing: missing.map(asked) }),
  };
}
