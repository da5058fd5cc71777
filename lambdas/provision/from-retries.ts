/** What follows when subscribers who could not be provisioned have waited? Each is tried again, or goes on waiting. */
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { provisionRetryWaitSeconds } from '../../core/provision-retry.ts';
import { type ProvisionParts, provisionSubscriber } from './provision-subscriber.ts';
import { subscriberOfRetry } from './retry-queue.ts';

/**
 * Nobody is passed over because the record looks settled: making what is there changes nothing, and a run that was cut
 * may have left something of an older desire.
 */
export async function provisionFromRetries(
  records: readonly SQSRecord[],
  deadlineMs: number,
  parts: ProvisionParts,
): Promise<SQSBatchResponse> {
  const outcomes = await Promise.all(
    records.map(async (record) => ({ record, isDone: await isDone(record, deadlineMs, parts) })),
  );
  const failed = outcomes.filter((outcome) => !outcome.isDone);
  return { batchItemFailures: failed.map(({ record }) => ({ itemIdentifier: record.messageId })) };
}

async function isDone(record: SQSRecord, deadlineMs: number, parts: ProvisionParts): Promise<boolean> {
  const { messageId, body, receiptHandle, attributes } = record;
  try {
    if (await provisionSubscriber(subscriberOfRetry(body), deadlineMs, parts)) return true;
    const seconds = provisionRetryWaitSeconds(Number(attributes.ApproximateReceiveCount));
    await parts.retries.hide(receiptHandle, seconds);
  } catch (error) {
    // Nothing is lost: the message comes back when the queue's own visibility timeout ends.
    parts.logger.error('retry not handled', { messageId, error: error as Error });
  }
  return false;
}
