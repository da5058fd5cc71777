/** The `deliver` function: every subscriber's queue ends here. */
import { Logger } from '@aws-lambda-powertools/logger';
import { KMSClient } from '@aws-sdk/client-kms';
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { UrlPolicy } from '../../core/endpoint-url.ts';
import { deadLetterQueueOf } from '../../core/stage.ts';
import type { Subscriber } from '../../core/subscriber.ts';
import { Poster } from '../http/post.ts';
import { AttemptLog } from '../queue-messages/attempt-log.ts';
import { DeliveryMetrics } from '../queue-messages/delivery-metrics.ts';
import { SubscriberQueue } from '../queue-messages/subscriber-queue.ts';
import { siblingQueueUrl } from '../queues/sibling-queue-url.ts';
import { SubscriberCache } from '../recipients/subscriber-cache.ts';
import { ClaimRecords } from '../records/claim-records.ts';
import { DeliveryRecords } from '../records/delivery-records.ts';
import { documentClient } from '../records/document-client.ts';
import { HealthRecords } from '../records/health-records.ts';
import { type SubscriberEdit, SubscriberRecords } from '../records/subscriber-records.ts';
import { requiredEnv } from '../required-env.ts';
import { Sealer } from '../secrets/sealer.ts';
import { type DeliverParts, deliverBatch } from './deliver-batch.ts';
import { EndpointWatch } from './endpoint-watch.ts';
import { DELIVER_ENV, type DeliverEnv } from './env.ts';

const parts = assemble(requiredEnv(DELIVER_ENV));

export const handler = middy<SQSEvent, SQSBatchResponse>().handler((event: SQSEvent, context: Context) =>
  deliverBatch(event.Records, context.getRemainingTimeInMillis(), parts),
);

function assemble(env: DeliverEnv): DeliverParts {
  const client = documentClient();
  const subscribers = new SubscriberRecords(client, env.SUBSCRIBERS_TABLE);
  const sealer = new Sealer(new KMSClient({}));
  const sqs = new SQSClient({});
  const urlPolicy = JSON.parse(env.URL_POLICY) as UrlPolicy;
  return {
    subscribers: new SubscriberCache({
      read: (id) => subscribers.get(id),
      open: (subscriberId, sealed) => sealer.open({ subscriberId }, sealed),
    }),
    claims: new ClaimRecords(client, env.CLAIMS_TABLE),
    deliveries: new DeliveryRecords(client, env.DELIVERIES_TABLE, Number(env.LOG_RETENTION_DAYS)),
    queueOf: (queueArn) => subscriberQueue(sqs, env.PLATFORM_QUEUE_URL, queueArn),
    disable: (subscriber) => disableGone(subscriber, subscribers),
    poster: new Poster(urlPolicy.allowedAddresses),
    urlPolicy,
    eventIdField: env.EVENT_ID_FIELD,
    userAgent: `Fanfare/${env.FANFARE_VERSION}`,
    watch: new EndpointWatch(new HealthRecords(client, env.HEALTH_TABLE)),
    log: new AttemptLog(new Logger({ serviceName: 'deliver' })),
    metrics: new DeliveryMetrics(env.STAGE),
  };
}

function subscriberQueue(sqs: SQSClient, platformQueueUrl: string, queueArn: string): SubscriberQueue {
  const queue = siblingQueueUrl(platformQueueUrl, queueArn.slice(queueArn.lastIndexOf(':') + 1));
  return new SubscriberQueue(sqs, { queue, deadLetterQueue: deadLetterQueueOf(queue) });
}

/** Not where it was changed in between: its new endpoint has not been asked, and what is being deleted stays so. */
async function disableGone({ id, url }: Subscriber, subscribers: SubscriberRecords): Promise<void> {
  const now = new Date();
  const disabled: SubscriberEdit = {
    desired: 'disabled',
    status: 'disabled',
    disabledReason: 'endpoint-gone',
    disabledAt: now.toISOString(),
  };
  await subscribers.change(
    id,
    (current) =>
      current.url === url && (current.desired === 'active' || current.desired === 'paused') ? disabled : undefined,
    now,
  );
}
