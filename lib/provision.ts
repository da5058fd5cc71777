/**
 * The function that makes and removes subscribers' resources.
 *
 *   subscribers' table ─ stream ─▶ provision ◀─▶ retry queue ─▶ platform's dead-letter queue
 *                                      └─ was deleted ─▶ jobs' queue
 */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { VISIBILITY_TIMEOUTS } from '../core/hide.ts';
import { MAX_PROVISION_RETRIES } from '../core/provision-retry.ts';
import { QUEUE_RETENTION_DAYS } from '../core/queue-retention.ts';
import type { ProvisionEnv, ResourcesEnv } from '../lambdas/provision/env.ts';
import type { Bus } from './bus.ts';
import type { Deliver } from './deliver.ts';
import { FanfareFunction } from './fanfare-function.ts';
import type { Jobs } from './jobs.ts';
import type { Records } from './records.ts';
import type { StageSettings } from './stage-settings.ts';
import { MADE_AT_RUN_TIME, subscriberArns } from './subscriber-arns.ts';
import { MAPPING_OF_DELIVER, removesSubscriberResources } from './subscriber-permissions.ts';

const TIMEOUT = Duration.minutes(5);

export interface ProvisionProps {
  readonly settings: StageSettings;
  readonly records: Records;
  readonly bus: Bus;
  readonly deliver: Deliver;
  readonly jobs: Jobs;
}

export class Provision extends Construct {
  /** What the function is told; `cleanup` and `sweep` are told the same. */
  readonly environment: ResourcesEnv;
  /** Where subscribers wait to be provisioned again. */
  readonly retries: Queue;

  constructor(scope: Construct, id: string, { settings, records, bus, deliver, jobs }: ProvisionProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const arns = subscriberArns(stack, settings.stage);
    const { subscribers } = records;
    const retries = this.#retryQueue(settings.stage, bus);
    this.retries = retries;
    this.environment = {
      STAGE: settings.stage,
      SUBSCRIBERS_TABLE: subscribers.tableName,
      EVENT_BUS_NAME: bus.bus.eventBusName,
      DELIVER_FUNCTION_ARN: deliver.function.functionArn,
      DELIVER_TIMEOUT_SECONDS: String(deliver.timeout.toSeconds()),
      PLATFORM_QUEUE_ARN: bus.deadLetterQueue.queueArn,
      RETRY_QUEUE_URL: retries.queueUrl,
      TENANT_FIELD: settings.tenantField,
      SCHEMA_VERSION_FIELD: settings.schemaVersionField,
    };
    const provision = new FanfareFunction<ProvisionEnv>(this, 'Provision', {
      stage: settings.stage,
      name: 'provision',
      description: "Makes and removes each subscriber's queues, rule and event-source mapping",
      timeout: TIMEOUT,
      memoryMb: 256,
      environment: { ...this.environment, JOBS_QUEUE_URL: jobs.queue.queueUrl },
      may: [
        {
          actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
          resources: [subscribers.tableArn],
        },
        {
          actions: ['sqs:CreateQueue', 'sqs:SetQueueAttributes', 'sqs:TagQueue'],
          resources: [arns.queues],
          because: MADE_AT_RUN_TIME,
        },
        {
          actions: ['events:PutRule', 'events:PutTargets', 'events:TagResource'],
          resources: [arns.rules],
          because: MADE_AT_RUN_TIME,
        },
        {
          actions: ['lambda:CreateEventSourceMapping', 'lambda:UpdateEventSourceMapping'],
          resources: ['*'],
          conditions: { ArnEquals: { 'lambda:FunctionArn': deliver.function.functionArn } },
          because: MAPPING_OF_DELIVER,
        },
        {
          actions: ['lambda:TagResource'],
          resources: [stack.formatArn({ service: 'lambda', resource: 'event-source-mapping:*' })],
          because: MADE_AT_RUN_TIME,
        },
        { actions: ['sqs:SendMessage'], resources: [retries.queueArn, jobs.queue.queueArn] },
        ...removesSubscriberResources(arns, deliver.function.functionArn),
      ],
    });
    provision.function.addEventSource(
      new DynamoEventSource(subscribers as ITable, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 10,
        parallelizationFactor: 10,
        reportBatchItemFailures: true,
        bisectBatchOnError: true,
        maxRecordAge: Duration.hours(6),
        onFailure: new SqsDlq(bus.deadLetterQueue),
      }),
    );
    provision.function.addEventSource(
      new SqsEventSource(retries, { batchSize: 5, maxConcurrency: 2, reportBatchItemFailures: true }),
    );
  }

  /** Where subscribers wait whose resources could not be made. */
  #retryQueue(stage: string, { deadLetterQueue }: Bus): Queue {
    return new Queue(this, 'Retries', {
      queueName: `fanfare-${stage}-provision-retries`,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(QUEUE_RETENTION_DAYS),
      visibilityTimeout: Duration.seconds(VISIBILITY_TIMEOUTS * TIMEOUT.toSeconds()),
      deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: MAX_PROVISION_RETRIES },
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
