/** The control plane: an HTTP API that takes only signed requests (IAM), and the function behind it. */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { LISTING_INDEX, UNDELIVERED_INDEX } from '../core/table-indexes.ts';
import type { ApiEnv } from '../lambdas/api/env.ts';
import type { Bus } from './bus.ts';
import { FanfareFunction } from './fanfare-function.ts';
import { FOR_ONE_SUBSCRIBER, type Records } from './records.ts';
import type { StageSettings } from './stage-settings.ts';
import { MADE_AT_RUN_TIME, subscriberArns } from './subscriber-arns.ts';

export interface ControlApiProps {
  readonly settings: StageSettings;
  readonly records: Records;
  readonly bus: Bus;
}

export class ControlApi extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, props: ControlApiProps) {
    super(scope, id);
    const api = this.#function(props);
    const http = new HttpApi(this, 'Http', { apiName: `fanfare-${props.settings.stage}`, createDefaultStage: false });
    http.addRoutes({
      path: '/v1/{proxy+}',
      methods: [HttpMethod.ANY],
      integration: new HttpLambdaIntegration('Api', api.function),
      authorizer: new HttpIamAuthorizer(),
    });
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

  #function({ settings, records, bus }: ControlApiProps): FanfareFunction<ApiEnv> {
    const { claims, deliveries, subscribers, key } = records;
    const arns = subscriberArns(Stack.of(this), settings.stage);
    return new FanfareFunction<ApiEnv>(this, 'Api', {
      stage: settings.stage,
      name: 'api',
      description: 'The control plane: subscribers and the delivery log',
      timeout: Duration.seconds(29),
      memoryMb: 512,
      environment: {
        STAGE: settings.stage,
        SUBSCRIBERS_TABLE: subscribers.tableName,
        CLAIMS_TABLE: claims.tableName,
        DELIVERIES_TABLE: deliveries.tableName,
        LOG_RETENTION_DAYS: String(settings.logRetentionDays),
        KEY_ID: key.keyId,
        PLATFORM_QUEUE_URL: bus.deadLetterQueue.queueUrl,
        TENANT_FIELD: settings.tenantField,
        URL_POLICY: JSON.stringify(settings.urlPolicy),
      },
      may: [
        { actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], resources: [subscribers.tableArn] },
        { actions: ['dynamodb:Query'], resources: [`${subscribers.tableArn}/index/${LISTING_INDEX}`, claims.tableArn] },
        { actions: ['dynamodb:Query', 'dynamodb:BatchGetItem'], resources: [deliveries.tableArn] },
        { actions: ['dynamodb:Query'], resources: [`${deliveries.tableArn}/index/${UNDELIVERED_INDEX}`] },
        { actions: ['kms:Encrypt'], resources: [key.keyArn], conditions: FOR_ONE_SUBSCRIBER },
        { actions: ['sqs:GetQueueAttributes'], resources: [arns.queues], because: MADE_AT_RUN_TIME },
        {
          actions: ['events:TestEventPattern'],
          resources: ['*'],
          because: 'The call is about a pattern, not a resource.',
        },
      ],
    });
  }
}
