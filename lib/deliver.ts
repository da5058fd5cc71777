/** The function behind every subscriber's queue. */
import { Duration, Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { DeliverEnv } from '../lambdas/deliver/env.ts';
import type { Bus } from './bus.ts';
import { FanfareFunction } from './fanfare-function.ts';
import { FOR_ONE_SUBSCRIBER, type Records } from './records.ts';
import type { StageSettings } from './stage-settings.ts';
import { MADE_AT_RUN_TIME, subscriberArns } from './subscriber-arns.ts';
import { FANFARE_VERSION } from './version.ts';

/** Longer than the longest time limit of an attempt (30 s) with what comes before and after it. */
const TIMEOUT = Duration.seconds(45);

export class Deliver extends Construct {
  readonly function: IFunction;
  readonly timeout = TIMEOUT;

  constructor(scope: Construct, id: string, { settings, records, bus }: DeliverProps) {
    super(scope, id);
    const { claims, deliveries, subscribers, key } = records;
    const arns = subscriberArns(Stack.of(this), settings.stage);
    const deliver = new FanfareFunction<DeliverEnv>(this, 'Deliver', {
      stage: settings.stage,
      name: 'deliver',
      description: "Delivers each message of a subscriber's queue as a signed POST to its endpoint",
      timeout: TIMEOUT,
      memoryMb: 512,
      environment: {
        SUBSCRIBERS_TABLE: subscribers.tableName,
        CLAIMS_TABLE: claims.tableName,
        DELIVERIES_TABLE: deliveries.tableName,
        PLATFORM_QUEUE_URL: bus.deadLetterQueue.queueUrl,
        LOG_RETENTION_DAYS: String(settings.logRetentionDays),
        EVENT_ID_FIELD: settings.eventIdField,
        URL_POLICY: JSON.stringify(settings.urlPolicy),
        FANFARE_VERSION,
      },
      may: [
        // Besides reading its subscriber it turns off one whose endpoint answered 410.
        { actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'], resources: [subscribers.tableArn] },
        {
          actions: ['dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate', 'dynamodb:BatchGetItem'],
          resources: [claims.tableArn],
        },
        { actions: ['dynamodb:BatchWriteItem', 'dynamodb:BatchGetItem'], resources: [deliveries.tableArn] },
        { actions: ['kms:Decrypt'], resources: [key.keyArn], conditions: FOR_ONE_SUBSCRIBER },
        {
          actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
          resources: [arns.queues],
          because: MADE_AT_RUN_TIME,
        },
        { actions: ['sqs:SendMessage'], resources: [arns.deadLetterQueues], because: MADE_AT_RUN_TIME },
      ],
    });
    this.function = deliver.function;
  }
}

export interface DeliverProps {
  readonly settings: StageSettings;
  readonly records: Records;
  readonly bus: Bus;
}
