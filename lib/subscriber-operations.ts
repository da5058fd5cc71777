/** What must a function be told and allowed that registers, changes and deletes subscribers? */
import type { Stack } from 'aws-cdk-lib';
import { LISTING_INDEX } from '../core/table-indexes.ts';
import type { SubscribersEnv } from '../lambdas/subscribers/env.ts';
import type { Bus } from './bus.ts';
import type { Permission } from './permission.ts';
import { FOR_ONE_REGISTRATION, FOR_ONE_SUBSCRIBER, type Records } from './records.ts';
import type { StageSettings } from './stage-settings.ts';
import { MADE_AT_RUN_TIME, subscriberArns } from './subscriber-arns.ts';

export interface SubscriberOperations {
  readonly settings: StageSettings;
  readonly records: Records;
  readonly bus: Bus;
}

export function subscribersEnvironment({ settings, records, bus }: SubscriberOperations): SubscribersEnv {
  return {
    STAGE: settings.stage,
    SUBSCRIBERS_TABLE: records.subscribers.tableName,
    EVENT_TYPES_TABLE: records.eventTypes.tableName,
    KEY_ID: records.key.keyId,
    PLATFORM_QUEUE_URL: bus.deadLetterQueue.queueUrl,
    TENANT_FIELD: settings.tenantField,
    SCHEMA_VERSION_FIELD: settings.schemaVersionField,
    EVENT_ID_FIELD: settings.eventIdField,
    STRICT_EVENT_TYPES: String(settings.strictEventTypes),
    URL_POLICY: JSON.stringify(settings.urlPolicy),
  };
}

/** Secrets can be sealed, not opened: only what a registration's own key was answered can be. */
export function worksOnSubscribers(stack: Stack, { settings, records }: SubscriberOperations): Permission[] {
  const { subscribers, eventTypes, key } = records;
  return [
    { actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], resources: [subscribers.tableArn] },
    { actions: ['dynamodb:Query'], resources: [`${subscribers.tableArn}/index/${LISTING_INDEX}`, eventTypes.tableArn] },
    { actions: ['dynamodb:GetItem'], resources: [eventTypes.tableArn] },
    { actions: ['kms:GenerateDataKey'], resources: [key.keyArn], conditions: FOR_ONE_SUBSCRIBER },
    {
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      resources: [key.keyArn],
      conditions: FOR_ONE_REGISTRATION,
    },
    {
      actions: ['sqs:GetQueueAttributes'],
      resources: [subscriberArns(stack, settings.stage).queues],
      because: MADE_AT_RUN_TIME,
    },
    { actions: ['events:TestEventPattern'], resources: ['*'], because: 'The call is about a pattern, not a resource.' },
  ];
}
