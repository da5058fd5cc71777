/**
 * The `provision` function makes and removes subscribers' resources.
 *
 *   Subscribers' stream ─▶ provision ─ failed ─▶ retry queue ─▶ provision ─ failed ─▶ hidden, for longer each time
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { documentClient } from '../records/document-client.ts';
import { SubscriberRecords } from '../records/subscriber-records.ts';
import { requiredEnv } from '../required-env.ts';
import { PROVISION_ENV } from './env.ts';
import { provisionFromRetries } from './from-retries.ts';
import { provisionFromStream } from './from-stream.ts';
import { RetryQueue } from './retry-queue.ts';
import { SubscriberResources } from './subscriber-resources.ts';
import { Surroundings } from './surroundings.ts';

type ProvisionEvent = DynamoDBStreamEvent | SQSEvent;

/** Kept of the invocation's time for noting how it went. */
const NOTE_MS = 5_000;

const env = requiredEnv(PROVISION_ENV);
const clients = { sqs: new SQSClient({}), events: new EventBridgeClient({}), lambda: new LambdaClient({}) };
const parts = {
  subscribers: new SubscriberRecords(documentClient(), env.SUBSCRIBERS_TABLE),
  resources: new SubscriberResources(clients, new Surroundings(env)),
  retries: new RetryQueue(clients.sqs, env.RETRY_QUEUE_URL),
  sqs: clients.sqs,
  jobsQueueUrl: env.JOBS_QUEUE_URL,
  logger: new Logger({ serviceName: 'provision' }),
};

export const handler = middy<ProvisionEvent, DynamoDBBatchResponse | SQSBatchResponse>().handler(
  (event: ProvisionEvent, context: Context) => {
    const deadlineMs = Date.now() + context.getRemainingTimeInMillis() - NOTE_MS;
    return isOfQueue(event)
      ? provisionFromRetries(event.Records, deadlineMs, parts)
      : provisionFromStream(event.Records, deadlineMs, parts);
  },
);

function isOfQueue(event: ProvisionEvent): event is SQSEvent {
  return event.Records[0]?.eventSource === 'aws:sqs';
}
