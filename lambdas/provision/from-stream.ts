/** What follows when subscribers desire something else? Their table's stream tells. */
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import { type ProvisionParts, provisionSubscriber } from './provision-subscriber.ts';

/**
 * A record reported as failed would hold up all that come after it in its lane, other subscribers' too. So whoever cannot
 * be provisioned goes on waiting in the retry queue, and its record is done. Only a record that got neither is reported.
 */
export async function provisionFromStream(
  records: readonly DynamoDBRecord[],
  deadlineMs: number,
  parts: ProvisionParts,
): Promise<DynamoDBBatchResponse> {
  const batchItemFailures: DynamoDBBatchResponse['batchItemFailures'] = [];
  for (const { dynamodb } of records.filter(changesWhatIsDesired)) {
    const subscriberId = dynamodb?.NewImage?.id?.S ?? '';
    const isDone =
      (await provisionSubscriber(subscriberId, deadlineMs, parts)) || (await setApart(subscriberId, parts));
    if (!isDone) batchItemFailures.push({ itemIdentifier: dynamodb?.SequenceNumber ?? '' });
  }
  return { batchItemFailures };
}

async function setApart(subscriberId: string, { retries, logger }: ProvisionParts): Promise<boolean> {
  try {
    await retries.put(subscriberId);
    return true;
  } catch (error) {
    logger.error('not set apart', { subscriberId, error: error as Error });
    return false;
  }
}

/** Our own notes in the record leave its version alone; so do records that are gone. */
function changesWhatIsDesired({ dynamodb }: DynamoDBRecord): boolean {
  return dynamodb?.NewImage !== undefined && dynamodb.NewImage.version?.N !== dynamodb.OldImage?.version?.N;
}
