/** The `provision` function: driven by the Subscribers table's stream, it makes and removes subscribers' resources. */
import { Logger } from '@aws-lambda-powertools/logger';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { documentClient } from '../records/document-client.ts';
import { SubscriberRecords } from '../records/subscriber-records.ts';
import { requiredEnv } from '../required-env.ts';
import { PROVISION_ENV } from './env.ts';
import { provisionSubscriber } from './provision-subscriber.ts';
import { SubscriberResources } from './subscriber-resources.ts';
import { Surroundings } from './surroundings.ts';

/** Kept of the invocation's time for noting how it went. */
const NOTE_MS = 5_000;

const env = requiredEnv(PROVISION_ENV);
const logger = new Logger({ serviceName: 'provision' });
const clients = { sqs: new SQSClient({}), events: new EventBridgeClient({}), lambda: new LambdaClient({}) };
const parts = {
  subscribers: new SubscriberRecords(documentClient(), env.SUBSCRIBERS_TABLE),
  resources: new SubscriberResources(clients, new Surroundings(env)),
};

export const handler = middy<DynamoDBStreamEvent, DynamoDBBatchResponse>().handler(
  async (event: DynamoDBStreamEvent, context: Context) => {
    const deadlineMs = Date.now() + context.getRemainingTimeInMillis() - NOTE_MS;
    const batchItemFailures: DynamoDBBatchResponse['batchItemFailures'] = [];
    // One that fails does not hold up the others: they are done once more with its next try, which changes nothing.
    for (const { dynamodb } of event.Records.filter(changesWhatIsDesired)) {
      const subscriberId = dynamodb?.NewImage?.id?.S ?? '';
      const isDone = await provision(subscriberId, deadlineMs);
      if (!isDone) batchItemFailures.push({ itemIdentifier: dynamodb?.SequenceNumber ?? '' });
    }
    return { batchItemFailures };
  },
);

async function provision(subscriberId: string, deadlineMs: number): Promise<boolean> {
  try {
    await provisionSubscriber(subscriberId, deadlineMs, parts);
    logger.info('provisioned', { subscriberId });
    return true;
  } catch (error) {
    logger.error('provisioning failed', { subscriberId, error: error as Error });
    return false;
  }
}

/** Our own notes in the record leave its version alone; so do records that are gone. */
function changesWhatIsDesired({ dynamodb }: DynamoDBRecord): boolean {
  return dynamodb?.NewImage !== undefined && dynamodb.NewImage.version?.N !== dynamodb.OldImage?.version?.N;
}
