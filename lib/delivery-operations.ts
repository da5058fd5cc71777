/** What must a function be told and allowed that works on deliveries: claims them, logs them, buries them? */
import type { Stack } from 'aws-cdk-lib';
import type { Bus } from './bus.ts';
import type { Permission } from './permission.ts';
import { FOR_ONE_SUBSCRIBER, type Records } from './records.ts';
import type { StageSettings } from './stage-settings.ts';
import { MADE_AT_RUN_TIME, subscriberArns } from './subscriber-arns.ts';
import { FANFARE_VERSION } from './version.ts';

export interface DeliveryOperations {
  readonly settings: StageSettings;
  readonly records: Records;
  readonly bus: Bus;
}

export function deliveriesEnvironment({ settings, records, bus }: DeliveryOperations) {
  return {
    STAGE: settings.stage,
    SUBSCRIBERS_TABLE: records.subscribers.tableName,
    CLAIMS_TABLE: records.claims.tableName,
    DELIVERIES_TABLE: records.deliveries.tableName,
    PLATFORM_QUEUE_URL: bus.deadLetterQueue.queueUrl,
    LOG_RETENTION_DAYS: String(settings.logRetentionDays),
    EVENT_ID_FIELD: settings.eventIdField,
    FANFARE_VERSION,
  };
}

/** Secrets are opened for their own subscriber only. */
export function worksOnDeliveries(stack: Stack, { settings, records }: DeliveryOperations): Permission[] {
  const { claims, deliveries, subscribers, key } = records;
  const arns = subscriberArns(stack, settings.stage);
  return [
    { actions: ['dynamodb:GetItem'], resources: [subscribers.tableArn] },
    {
      actions: ['dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate', 'dynamodb:BatchGetItem'],
      resources: [claims.tableArn],
    },
    { actions: ['dynamodb:BatchWriteItem', 'dynamodb:BatchGetItem'], resources: [deliveries.tableArn] },
    { actions: ['kms:Decrypt'], resources: [key.keyArn], conditions: FOR_ONE_SUBSCRIBER },
    {
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'],
      resources: [arns.queues],
      because: MADE_AT_RUN_TIME,
    },
    { actions: ['sqs:SendMessage'], resources: [arns.deadLetterQueues], because: MADE_AT_RUN_TIME },
  ];
}
