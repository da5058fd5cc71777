/** How do the jobs queue's messages become steps of jobs? A message is its job's alarm clock: it stays until the job is over. */
import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { closeLog } from './close-log.ts';
import { type QueuedWork, readWork } from './jobs-queue.ts';
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
  const work = readWork(body);
  if (work === undefined) {
    parts.logger.error('not a job', { messageId });
    return false;
  }
  const hide = (seconds: number) => hideMessage(receiptHandle, seconds, parts);
  try {
    const afterSeconds = await whileHidden(hide, () => run(work, parts, deadlineMs));
    if (afterSeconds === undefined) return false;
    await hide(afterSeconds);
  } catch (error) {
    // Nothing is lost: the message comes back when it is no longer hidden.
    parts.logger.error('job not carried on', { ...work, error: error as Error });
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

/** Answers after how many seconds it goes on; `undefined` when it is over. */
function run(work: QueuedWork, parts: JobParts, deadlineMs: number): Promise<number | undefined> {
  return 'jobId' in work
    ? runJob(work.jobId, parts, deadlineMs)
    : closeLog(work.deletedSubscriberId, parts, deadlineMs);
}
