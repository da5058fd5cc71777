/** Begins a job on a subscriber's dead letters, where none is under way. */
import type { LetterJob } from '../../core/job.ts';
import { sendJob } from '../jobs/jobs-queue.ts';
import { Problem } from '../subscribers/problem.ts';
import { timedHex } from '../subscribers/subscriber-id.ts';
import type { JobRequestParts } from './parts.ts';

type BeginParts = Omit<JobRequestParts, 'subscribers'>;

const PREFIX = { redrive: 'red', discard: 'dis', reconciliation: 'rec' } as const;

/** What every new job has. */
export function newJob<K extends LetterJob['kind']>(kind: K, subscriberId: string) {
  const createdAt = new Date().toISOString();
  return { id: `${PREFIX[kind]}_${timedHex()}`, kind, subscriberId, status: 'queued', createdAt, examined: 0 } as const;
}

/** Answers the id of the job that is under way already, if one is; then nothing is begun. */
export async function beginJob(job: LetterJob, parts: BeginParts): Promise<string | undefined> {
  const other = await parts.jobs.begin(job);
  if (other !== undefined) return other;
  try {
    await sendJob(job.id, parts);
  } catch (error) {
    // Who asked is told that it failed, and may ask again.
    await parts.jobs.end(job, { status: 'failed', failure: 'It could not be queued.' }, new Date());
    throw error;
  }
  return undefined;
}

/** As `beginJob`; refused while another one is under way. */
export async function beginAlone<J extends LetterJob>(job: J, parts: BeginParts): Promise<J> {
  const other = await beginJob(job, parts);
  if (other === undefined) return job;
  const detail = `${other} is at work on the dead letters of ${job.subscriberId}: wait until it is over, or cancel it.`;
  throw new Problem('conflict', detail);
}
