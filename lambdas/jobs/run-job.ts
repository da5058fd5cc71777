/**
 * One step of a job: who carries it out, and what follows. A step works until it has come to an end, has nothing to do for
 * a while, or its time is up; all it must remember stands in the job's record, for the next step may run anywhere.
 */
import { QueueDoesNotExist, ResourceNotFoundException } from '@aws-sdk/client-sqs';
import { isOver, type Job, MAX_JOB_FAULTS, restSeconds } from '../../core/job.ts';
import type { JobParts } from './parts.ts';
import { runDiscard } from './run-discard.ts';
import { runReconciliation } from './run-reconciliation.ts';
import { runRedrive } from './run-redrive.ts';
import { runReplay } from './run-replay.ts';
import type { StepEnd } from './step.ts';

/** Answers after how many seconds the job goes on; `undefined` when it is over. */
export async function runJob(jobId: string, parts: JobParts, deadlineMs: number): Promise<number | undefined> {
  const job = await parts.jobs.beginStep(jobId, new Date());
  if (!job || isOver(job)) return undefined;
  try {
    const end = isGivenUp(job) ? givenUp(job) : await step(job, parts, deadlineMs);
    if (end.kind === 'ended') return await over(job, end, parts);
    await parts.jobs.endStep(job);
    return end.afterSeconds;
  } catch (error) {
    const { subscriberId, faults = 1 } = job;
    if (isWithoutQueues(error)) return over(job, WITHOUT_QUEUES, parts);
    parts.logger.error('job held up', { jobId, subscriberId, faults, error: error as Error });
    await parts.jobs.noteFault(job, (error as Error).message);
    return restSeconds(faults);
  }
}

function step(job: Job, parts: JobParts, deadlineMs: number): Promise<StepEnd> {
  switch (job.kind) {
    case 'redrive':
      return runRedrive(job, parts, deadlineMs);
    case 'discard':
      return runDiscard(job, parts, deadlineMs);
    case 'reconciliation':
      return runReconciliation(job, parts, deadlineMs);
    case 'replay':
      return runReplay(job, parts, deadlineMs);
  }
}

type Ended = Extract<StepEnd, { kind: 'ended' }>;

async function over(job: Job, { status, failure }: Ended, { jobs, logger }: JobParts): Promise<undefined> {
  await jobs.end(job, failure === undefined ? { status } : { status, failure }, new Date());
  const { id: jobId, subscriberId } = job;
  logger.info('job over', { jobId, subscriberId, status, failure });
}

/** The step that has just begun counts as one already. */
function isGivenUp({ faults = 0 }: Job): boolean {
  return faults > MAX_JOB_FAULTS;
}

function givenUp({ failure = 'its function was ended' }: Job): Ended {
  return { kind: 'ended', status: 'failed', failure: `Given up after ${MAX_JOB_FAULTS} faults, the last: ${failure}` };
}

const WITHOUT_QUEUES: Ended = {
  kind: 'ended',
  status: 'failed',
  failure: "The subscriber's queues are not there: it was deleted, or has not been provisioned yet.",
};

function isWithoutQueues(error: unknown): boolean {
  return error instanceof QueueDoesNotExist || error instanceof ResourceNotFoundException;
}
