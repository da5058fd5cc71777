/** Puts together what operations on subscribers need, from what a function was told. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { UrlPolicy } from '../../core/endpoint-url.ts';
import { QueueGauge } from '../queues/queue-gauge.ts';
import { EventTypeRecords } from '../records/event-type-records.ts';
import { SubscriberRecords } from '../records/subscriber-records.ts';
import { Sealer } from '../secrets/sealer.ts';
import type { SubscribersEnv } from './env.ts';
import type { SubscriberParts } from './parts.ts';

export function subscriberParts(env: SubscribersEnv, client: DynamoDBDocumentClient): SubscriberParts {
  const sqs = new SQSClient({});
  return {
    subscribers: new SubscriberRecords(client, env.SUBSCRIBERS_TABLE),
    eventTypes: new EventTypeRecords(client, env.EVENT_TYPES_TABLE),
    sealer: new Sealer(new KMSClient({})),
    events: new EventBridgeClient({}),
    sqs,
    gauge: new QueueGauge(sqs, env.PLATFORM_QUEUE_URL, env.STAGE),
    keyId: env.KEY_ID,
    rules: {
      urlPolicy: JSON.parse(env.URL_POLICY) as UrlPolicy,
      tenantField: env.TENANT_FIELD,
      schemaVersionField: env.SCHEMA_VERSION_FIELD,
      eventIdField: env.EVENT_ID_FIELD,
      strictEventTypes: env.STRICT_EVENT_TYPES === 'true',
    },
  };
}
