/** What is put on the jobs queue, where `jobs` finds it: a job that was created, or a subscriber that was deleted. */
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { jobKindOf } from '../../core/job.ts';
import { SUBSCRIBER_ID } from '../../core/stage.ts';

export interface JobsQueue {
  readonly sqs: SQSClient;
  readonly jobsQueueUrl: string;
}

export type QueuedWork = { readonly jobId: string } | { readonly deletedSubscriberId: string };

export async function sendJob(jobId: string, queue: JobsQueue): Promise<void> {
  await send({ jobId }, queue);
}

/** What its log has as waiting is closed then. */
export async function sendDeleted(deletedSubscriberId: string, queue: JobsQueue): Promise<void> {
  await send({ deletedSubscriberId }, queue);
}

/** `undefined` where somebody else put it there. */
export function readWork(body: string): QueuedWork | undefined {
  try {
    const { jobId, deletedSubscriberId } = JSON.parse(body) as Record<string, unknown>;
    if (typeof jobId === 'string' && jobKindOf(jobId) !== undefined) return { jobId };
    if (typeof deletedSubscriberId === 'string' && SUBSCRIBER_ID.test(deletedSubscriberId)) {
      return { deletedSubscriberId };
    }
    return undefined;
  } catch {
    return undefined;
  }
}

async function send(work: QueuedWork, { sqs, jobsQueueUrl }: JobsQueue): Promise<void> {
  await sqs.send(new SendMessageCommand({ QueueUrl: jobsQueueUrl, MessageBody: JSON.stringify(work) }));
}
