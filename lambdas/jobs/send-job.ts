/** Puts a job that was created on the jobs queue, where `jobs` finds it. */
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

export interface JobsQueue {
  readonly sqs: SQSClient;
  readonly jobsQueueUrl: string;
}

export async function sendJob(jobId: string, { sqs, jobsQueueUrl }: JobsQueue): Promise<void> {
  await sqs.send(new SendMessageCommand({ QueueUrl: jobsQueueUrl, MessageBody: JSON.stringify({ jobId }) }));
}
