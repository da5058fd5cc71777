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
    for (const record of event.Records.filter(changesWhatIsDesired)) {
      const id = record.dynamodb?.NewImage?.id?.S ?? '';
      try {
        await provisionSubscriber(id, deadlineMs, parts);
        logger.info('provisioned', { subscriberId: id });
      } catch (error) {
        logger.error('provisioning failed', { subscriberId: id, error: error as Error });
        return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
      }
    }
    return { batchItemFailures: [] };
  },
);

/** Our own notes in the record leave its version alone; so do records that are gone. */
function changesWhatIsDesired({ dynamodb }: DynamoDBRecord): boolean {
  return dynamodb?.NewImage !== undefined && dynamodb.NewImage.version?.N !== dynamodb.OldImage?.version?.N;
}
