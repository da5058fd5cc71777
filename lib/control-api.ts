/** The control plane: an HTTP API that takes only signed requests (IAM), and the functions behind it. */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { BY_STATUS_INDEX, LISTING_INDEX, UNDELIVERED_BY_TIME_INDEX, UNDELIVERED_INDEX } from '../core/table-indexes.ts';
import type { ApiEnv } from '../lambdas/api/env.ts';
import type { Archive } from './archive.ts';
import type { Bus } from './bus.ts';
import { FanfareFunction } from './fanfare-function.ts';
import type { Jobs } from './jobs.ts';
import type { Permission } from './permission.ts';
import type { Pull } from './pull.ts';
import type { Records } from './records.ts';
import type { StageSettings } from './stage-settings.ts';
import { MADE_AT_RUN_TIME, subscriberArns } from './subscriber-arns.ts';
import { subscribersEnvironment, worksOnSubscribers } from './subscriber-operations.ts';
import { FANFARE_VERSION } from './version.ts';

export interface ControlApiProps {
  readonly settings: StageSettings;
  readonly records: Records;
  readonly bus: Bus;
  readonly pull: Pull;
  readonly jobs: Jobs;
  readonly archive: Archive;
}

export class ControlApi extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, props: ControlApiProps) {
    super(scope, id);
    const api = this.#function(props);
    const http = new HttpApi(this, 'Http', { apiName: `fanfare-${props.settings.stage}`, createDefaultStage: false });
    const authorizer = new HttpIamAuthorizer();
    http.addRoutes({
      path: '/v1/{proxy+}',
      methods: [HttpMethod.ANY],
      integration: new HttpLambdaIntegration('Api', api.function),
      authorizer,
    });
    const pulling = new HttpLambdaIntegration('Pull', props.pull.function);
    for (const verb of ['pull', 'ack']) {
      const path = `/v1/subscribers/{id}/${verb}`;
      http.addRoutes({ path, methods: [HttpMethod.POST], integration: pulling, authorizer });
    }
    const stage = new HttpStage(this, 'Stage', {
      httpApi: http,
      autoDeploy: true,
      accessLogSettings: { destination: new LogGroupLogDestination(this.#accessLog()) },
    });
    this.url = stage.url;
  }

  #accessLog(): LogGroup {
    return new LogGroup(this, 'AccessLog', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  #function(props: ControlApiProps): FanfareFunction<ApiEnv> {
    const { settings, records, jobs, archive } = props;
    return new FanfareFunction<ApiEnv>(this, 'Api', {
      stage: settings.stage,
      name: 'api',
      description: 'The control plane: subscribers, event types, the delivery log, dead letters and replays',
      timeout: Duration.seconds(29),
      memoryMb: 512,
      environment: {
        ...subscribersEnvironment(props),
        CLAIMS_TABLE: records.claims.tableName,
        DELIVERIES_TABLE: records.deliveries.tableName,
        LOG_RETENTION_DAYS: String(settings.logRetentionDays),
        HEALTH_TABLE: records.health.tableName,
        JOBS_TABLE: records.jobs.tableName,
        JOBS_QUEUE_URL: jobs.queue.queueUrl,
        ARCHIVE_RETENTION_DAYS: String(settings.archiveRetentionDays),
        ARCHIVE_NAME: archive.name,
        FANFARE_VERSION,
      },
      may: [
        ...worksOnSubscribers(Stack.of(this), props),
        ...this.#looksIntoDeliveries(props),
        ...this.#startsJobs(props),
        ...archive.lookPermissions,
      ],
    });
  }

  #looksIntoDeliveries({ settings, records }: ControlApiProps): Permission[] {
    const { claims, deliveries, eventTypes, health, subscribers } = records;
    const indexes = [UNDELIVERED_INDEX, UNDELIVERED_BY_TIME_INDEX].map(
      (name) => `${deliveries.tableArn}/index/${name}`,
    );
    return [
      { actions: ['dynamodb:PutItem', 'dynamodb:DeleteItem'], resources: [eventTypes.tableArn] },
      { actions: ['dynamodb:BatchGetItem'], resources: [subscribers.tableArn] },
      { actions: ['dynamodb:Query'], resources: [`${subscribers.tableArn}/index/${BY_STATUS_INDEX}`] },
      { actions: ['dynamodb:GetItem', 'dynamodb:Query'], resources: [claims.tableArn] },
      { actions: ['dynamodb:Query', 'dynamodb:BatchGetItem'], resources: [deliveries.tableArn] },
      { actions: ['dynamodb:Query'], resources: indexes },
      { actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Scan'], resources: [health.tableArn] },
      { actions: ['cloudwatch:GetMetricData'], resources: ['*'], because: 'Reading metrics names no resource.' },
      // A test event enters at its subscriber's queue.
      {
        actions: ['sqs:SendMessage'],
        resources: [subscriberArns(Stack.of(this), settings.stage).queues],
        because: MADE_AT_RUN_TIME,
      },
    ];
  }

  #startsJobs({ records, jobs }: ControlApiProps): Permission[] {
    const { tableArn } = records.jobs;
    return [
      {
        actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
        resources: [tableArn],
      },
      { actions: ['dynamodb:Query'], resources: [`${tableArn}/index/${LISTING_INDEX}`] },
      { actions: ['sqs:SendMessage'], resources: [jobs.queue.queueArn] },
      // One delivery that is sent again is due now, in a new round.
      { actions: ['dynamodb:PutItem'], resources: [records.deliveries.tableArn] },
    ];
  }
}
