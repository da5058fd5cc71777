/** What is a step of a job, and how can it end? */
import type { Job, JobEnd } from '../../core/job.ts';
import type { JobParts } from './parts.ts';

export type StepEnd =
  /** It goes on after so many seconds; 0: at once. */
  | { readonly kind: 'again'; readonly afterSeconds: number }
  /** It is over. `failure` says why it failed. */
  | { readonly kind: 'ended'; readonly status: JobEnd; readonly failure?: string };

/** What each kind of job has: a step of it, that is over by `deadlineMs`. Our own faults throw. */
export type RunStep<J extends Job> = (job: J, parts: JobParts, deadlineMs: number) => Promise<StepEnd>;
