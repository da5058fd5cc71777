/** The function that subscribers who cannot be called fetch their events from. */
import { Duration, Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { PullEnv } from '../lambdas/pull/env.ts';
import type { Bus } from './bus.ts';
import { FanfareFunction } from './fanfare-function.ts';
import { FOR_ONE_SUBSCRIBER, type Records } from './records.ts';
import type { StageSettings } from './stage-settings.ts';
import { MADE_AT_RUN_TIME, subscriberArns } from './subscriber-arns.ts';
import { FANFARE_VERSION } from './version.ts';

export interface PullProps {
  readonly settings: StageSettings;
  readonly records: Records;
  readonly bus: Bus;
}

export class Pull extends Construct {
  readonly function: IFunction;

  constructor(scope: Construct, id: string, { settings, records, bus }: PullProps) {
    super(scope, id);
    const { claims, deliveries, subscribers, key } = records;
    const arns = subscriberArns(Stack.of(this), settings.stage);
    const pull = new FanfareFunction<PullEnv>(this, 'Pull', {
      stage: settings.stage,
      name: 'pull',
      description: 'Hands events to subscribers who fetch them, and takes their acknowledgements',
      // An HTTP API waits 30 seconds.
      timeout: Duration.seconds(29),
      memoryMb: 512,
      environment: {
        STAGE: settings.stage,
        SUBSCRIBERS_TABLE: subscribers.tableName,
        CLAIMS_TABLE: claims.tableName,
        DELIVERIES_TABLE: deliveries.tableName,
        PLATFORM_QUEUE_URL: bus.deadLetterQueue.queueUrl,
        LOG_RETENTION_DAYS: String(settings.logRetentionDays),
        EVENT_ID_FIELD: settings.eventIdField,
        FANFARE_VERSION,
      },
      may: [
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
      ],
    });
    this.function = pull.function;
  }
}
