/**
 * The function that carries out jobs: redrives, discards, reconciliations and replays.
 *
 *   api ─▶ jobs' table, jobs' queue ─▶ jobs ◀── every hour
 *                          ▲────────── │ hides what goes on later
 *                                      ├─▶ dead-letter queues ─▶ subscribers' queues
 *                                      └─▶ archive ─▶ bus
 */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { QUEUE_RETENTION_DAYS } from '../core/queue-retention.ts';
import { LISTING_INDEX, UNDELIVERED_BY_TIME_INDEX, UNDELIVERED_INDEX } from '../core/table-indexes.ts';
import type { JobsEnv } from '../lambdas/jobs/env.ts';
import type { Archive } from './archive.ts';
import type { Bus } from './bus.ts';
import { type DeliveryOperations, deliveriesEnvironment } from './delivery-operations.ts';
import { FanfareFunction } from './fanfare-function.ts';
import type { Permission } from './permission.ts';
import { MADE_AT_RUN_TIME, subscriberArns } from './subscriber-arns.ts';

const TIMEOUT = Duration.minutes(15);

/** SQS's largest: a job that goes on for hours is received again and again, and gives up by itself when it keeps failing. */
const MAX_RECEIVE_COUNT = 1000;

export interface JobsProps extends DeliveryOperations {
  readonly archive: Archive;
}

export class Jobs extends Construct {
  /** Where jobs wait to be begun, or to go on. */
  readonly queue: Queue;
  /** What begins work, by itself: none of it may run on while what subscribers had is removed. */
  readonly workers: readonly Construct[];

  constructor(scope: Construct, id: string, props: JobsProps) {
    super(scope, id);
    const { settings, records, bus, archive } = props;
    const { stage } = settings;
    this.queue = this.#queue(stage, bus);
    const jobs = new FanfareFunction<JobsEnv>(this, 'Jobs', {
      stage,
      name: 'jobs',
      description: 'Carries out redrives, discards, reconciliations and replays',
      timeout: TIMEOUT,
      // It remembers up to 100,000 letters that it has hidden.
      memoryMb: 1024,
      environment: {
        ...deliveriesEnvironment(props),
        JOBS_TABLE: records.jobs.tableName,
        JOBS_QUEUE_URL: this.queue.queueUrl,
        EVENT_BUS_ARN: bus.bus.eventBusArn,
        ARCHIVE_ARN: archive.arn,
        ARCHIVE_LAG_SECONDS: String(archive.lag.toSeconds()),
      },
      may: this.#permissions(props),
    });
    jobs.function.addEventSource(
      new SqsEventSource(this.queue, { batchSize: 1, maxConcurrency: 10, reportBatchItemFailures: true }),
    );
    const hourly = new Rule(this, 'Hourly', {
      ruleName: `fanfare-${stage}-jobs`,
      description: 'Fanfare: looks whether dead-letter queues hold what the log says',
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [new LambdaFunction(jobs.function)],
    });
    this.workers = [jobs, hourly];
  }

  #queue(stage: string, { deadLetterQueue }: Bus): Queue {
    return new Queue(this, 'Queue', {
      queueName: `fanfare-${stage}-jobs`,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(QUEUE_RETENTION_DAYS),
      visibilityTimeout: TIMEOUT,
      deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: MAX_RECEIVE_COUNT },
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  #permissions({ settings, records, archive }: JobsProps): Permission[] {
    const { claims, deliveries, subscribers, jobs } = records;
    const { queues, deadLetterQueues } = subscriberArns(Stack.of(this), settings.stage);
    return [
      { actions: ['dynamodb:GetItem'], resources: [subscribers.tableArn] },
      { actions: ['dynamodb:Query'], resources: [`${subscribers.tableArn}/index/${LISTING_INDEX}`] },
      { actions: ['dynamodb:BatchGetItem'], resources: [claims.tableArn] },
      { actions: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'], resources: [deliveries.tableArn] },
      {
        actions: ['dynamodb:Query'],
        resources: [
          ...[UNDELIVERED_INDEX, UNDELIVERED_BY_TIME_INDEX].map((index) => `${deliveries.tableArn}/index/${index}`),
          `${jobs.tableArn}/index/${LISTING_INDEX}`,
        ],
      },
      {
        actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
        resources: [jobs.tableArn],
      },
      { actions: ['sqs:SendMessage', 'sqs:ChangeMessageVisibility'], resources: [this.queue.queueArn] },
      { actions: ['sqs:SendMessage', 'sqs:GetQueueAttributes'], resources: [queues], because: MADE_AT_RUN_TIME },
      {
        actions: [
          'sqs:ReceiveMessage',
          'sqs:DeleteMessage',
          'sqs:ChangeMessageVisibility',
          'sqs:StartMessageMoveTask',
          'sqs:ListMessageMoveTasks',
          'sqs:CancelMessageMoveTask',
        ],
        resources: [deadLetterQueues],
        because: MADE_AT_RUN_TIME,
      },
      ...archive.replayPermissions,
    ];
  }
}
