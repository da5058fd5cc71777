/** What does a verb do after it began a job? It follows it where that is wanted, shows it, and tells how it ended. */
import { isOver } from '../../core/job.ts';
import { Refusal } from '../refusal.ts';
import type { Session } from '../session.ts';
import { followJob } from './follow-job.ts';
import { JOB_STYLES, jobFields } from './job-fields.ts';
import type { JobKind } from './job-kind.ts';
import type { JobView } from './job-view.ts';

export interface FollowOptions {
  /** @default true */
  readonly wait?: boolean;
}

/** Shows the job as it is known last, also where looking on was interrupted. */
export async function settleJob<J extends JobView>(
  session: Session,
  kind: JobKind<J>,
  started: J,
  { wait = true }: FollowOptions,
  show: (job: J) => void = (job) => showJob(session, job),
): Promise<J> {
  let job = started;
  const onSeen = (seen: J) => {
    job = seen;
  };
  try {
    if (wait) await followJob(session, kind, started, onSeen);
  } finally {
    show(job);
    if (!isOver(job)) session.out.note(goesOn(kind, job));
  }
  return job;
}

export function showJob({ isJson, out }: Session, job: JobView): void {
  if (isJson) out.json(job);
  else out.fields(jobFields(job), { status: JOB_STYLES[job.status], failure: 'red' });
}

function goesOn<J extends JobView>({ noun, one, canBeCancelled }: JobKind<J>, { id }: J): string {
  const watch = `The ${one} goes on without us: \`fanfare ${noun} show ${id} --wait\` looks on`;
  return canBeCancelled ? `${watch}, \`fanfare ${noun} cancel ${id}\` stops it.` : `${watch}.`;
}

/** Throws where a job is over and has not done what it was asked to. */
export function refuseUnlessDone<J extends JobView>({ one }: JobKind<J>, job: J): void {
  const { id, status, failure = 'no reason was given' } = job;
  if (status === 'failed') throw new Refusal('failed', `The ${one} ${id} has failed: ${failure}`);
  if (status === 'cancelled') throw new Refusal('failed', `The ${one} ${id} was cancelled before it was done.`);
  if (!isOver(job) || !('missing' in job) || !job.missing?.length) return;
  const missing = job.missing.map((eventId) => ({ path: eventId, message: 'is no dead letter of this subscriber' }));
  throw new Refusal('not-found', `Not all of the events were there for the ${one}.`, missing);
}
