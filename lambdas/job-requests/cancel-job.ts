/** Ends a job before its time. What it has done stays done. */
import type { JobKind } from '../../core/job.ts';
import { Problem } from '../subscribers/problem.ts';
import { type JobOf, knownJob } from './known-job.ts';
import type { JobRequestParts } from './parts.ts';

/** Answers it as it is then: `cancelling`, until whoever works on it has seen it. Cancelling it again changes nothing. */
export async function cancelJob<K extends JobKind>(
  kind: K,
  id: string,
  { jobs }: Pick<JobRequestParts, 'jobs'>,
): Promise<JobOf<K>> {
  const job = await knownJob(kind, id, { jobs });
  const cancelled = await jobs.cancel(job.id);
  if (cancelled) return cancelled as JobOf<K>;
  const { status } = await knownJob(kind, id, { jobs });
  throw new Problem('conflict', `The ${kind} ${id} is over already: it is ${status}.`);
}
