/** The `pull` function: subscribers that cannot be called fetch their events here. */
import { Logger } from '@aws-lambda-powertools/logger';
import { KMSClient } from '@aws-sdk/client-kms';
import { SQSClient } from '@aws-sdk/client-sqs';
import { subscriberResourceNames } from '../../core/stage.ts';
import { AttemptLog } from '../queue-messages/attempt-log.ts';
import { DeliveryMetrics } from '../queue-messages/delivery-metrics.ts';
import { SubscriberQueue } from '../queue-messages/subscriber-queue.ts';
import { siblingQueueUrl } from '../queues/sibling-queue-url.ts';
import { SubscriberCache } from '../recipients/subscriber-cache.ts';
import { ClaimRecords } from '../records/claim-records.ts';
import { DeliveryRecords } from '../records/delivery-records.ts';
import { documentClient } from '../records/document-client.ts';
import { SubscriberRecords } from '../records/subscriber-records.ts';
import { requiredEnv } from '../required-env.ts';
import { operationsHandler } from '../rest/operations-handler.ts';
import { Sealer } from '../secrets/sealer.ts';
import { knownSubscriber } from '../subscribers/known-subscriber.ts';
import { PULL_ENV, type PullEnv } from './env.ts';
import { PULL_OPERATIONS } from './operations.ts';
import type { PulledQueues, PullParts } from './parts.ts';
import { ReceiptLog } from './receipt-log.ts';
import { ReceivingQueue } from './receiving-queue.ts';

const logger = new Logger({ serviceName: 'pull' });

export const handler = operationsHandler(PULL_OPERATIONS, assemble(requiredEnv(PULL_ENV)), logger);

function assemble(env: PullEnv): PullParts {
  const client = documentClient();
  const subscribers = new SubscriberRecords(client, env.SUBSCRIBERS_TABLE);
  const sealer = new Sealer(new KMSClient({}));
  const sqs = new SQSClient({});
  return {
    subscribers,
    recipients: new SubscriberCache({
      read: (id) => knownSubscriber(id, subscribers),
      open: (subscriberId, sealed) => sealer.open({ subscriberId }, sealed),
    }),
    claims: new ClaimRecords(client, env.CLAIMS_TABLE),
    deliveries: new DeliveryRecords(client, env.DELIVERIES_TABLE, Number(env.LOG_RETENTION_DAYS)),
    queuesOf: (subscriberId) => pulledQueues(sqs, env, subscriberId),
    eventIdField: env.EVENT_ID_FIELD,
    userAgent: `Fanfare/${env.FANFARE_VERSION}`,
    log: new AttemptLog(logger),
    metrics: new DeliveryMetrics(env.STAGE),
    receiptLog: new ReceiptLog(logger),
  };
}

function pulledQueues(sqs: SQSClient, { STAGE, PLATFORM_QUEUE_URL }: PullEnv, subscriberId: string): PulledQueues {
  const names = subscriberResourceNames(STAGE, subscriberId);
  const queue = siblingQueueUrl(PLATFORM_QUEUE_URL, names.queue);
  const deadLetterQueue = siblingQueueUrl(PLATFORM_QUEUE_URL, names.deadLetterQueue);
  return { receiving: new ReceivingQueue(sqs, queue), settling: new SubscriberQueue(sqs, { queue, deadLetterQueue }) };
}
