/** How do the jobs queue's messages become steps of jobs? A message is its job's alarm clock: it stays until the job is over. */
import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { jobKindOf } from '../../core/job.ts';
import type { JobParts } from './parts.ts';
import { runJob } from './run-job.ts';

/** While a step runs its message stays hidden for so long, renewed: a crash brings the job back when that is over. */
const HIDDEN_SECONDS = 60;
const RENEW_EVERY_MS = 20_000;

export async function runQueued(
  records: readonly SQSRecord[],
  parts: JobParts,
  deadlineMs: number,
): Promise<SQSBatchResponse> {
  const staying = await Promise.all(
    records.map(async (record) => ((await stays(record, parts, deadlineMs)) ? [record] : [])),
  );
  return { batchItemFailures: staying.flat().map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function stays(
  { messageId, body, receiptHandle }: SQSRecord,
  parts: JobParts,
  deadlineMs: number,
): Promise<boolean> {
  const jobId = jobOf(body);
  if (jobId === undefined) {
    parts.logger.error('not a job', { messageId });
    return false;
  }
  const hide = (seconds: number) => hideMessage(receiptHandle, seconds, parts);
  try {
    const afterSeconds = await whileHidden(hide, () => runJob(jobId, parts, deadlineMs));
    if (afterSeconds === undefined) return false;
    await hide(afterSeconds);
  } catch (error) {
    // Nothing is lost: the message comes back when it is no longer hidden.
    parts.logger.error('job not carried on', { jobId, error: error as Error });
  }
  return true;
}

async function whileHidden<T>(hide: (seconds: number) => Promise<void>, work: () => Promise<T>): Promise<T> {
  await hide(HIDDEN_SECONDS);
  let renewal = Promise.resolve();
  const timer = setInterval(() => {
    renewal = hide(HIDDEN_SECONDS).catch(() => {}); // the next one may succeed
  }, RENEW_EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await renewal; // or it would come after what is decided next
  }
}

async function hideMessage(
  ReceiptHandle: string,
  VisibilityTimeout: number,
  { sqs, jobsQueueUrl }: JobParts,
): Promise<void> {
  await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: jobsQueueUrl, ReceiptHandle, VisibilityTimeout }));
}

function jobOf(body: string): string | undefined {
  try {
    const { jobId } = JSON.parse(body) as { jobId?: unknown };
    return typeof jobId === 'string' && jobKindOf(jobId) !== undefined ? jobId : undefined;
  } catch {
    return undefined;
  }
}
