/** Which job is meant by an id, and which are there? */
import { type Job, type JobKind, jobKindOf } from '../../core/job.ts';
import { Problem } from '../subscribers/problem.ts';
import type { JobRequestParts } from './parts.ts';

export type JobOf<K extends JobKind> = Extract<Job, { readonly kind: K }>;

export async function knownJob<K extends JobKind>(
  kind: K,
  id: string,
  { jobs }: Pick<JobRequestParts, 'jobs'>,
): Promise<JobOf<K>> {
  const job = jobKindOf(id) === kind ? await jobs.get(id) : undefined;
  if (!job) throw new Problem('not-found', `There is no ${kind} ${id}.`);
  return job as JobOf<K>;
}
