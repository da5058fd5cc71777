/** The `api` function: the control plane behind the HTTP API. */
import { Logger } from '@aws-lambda-powertools/logger';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2 } from 'aws-lambda';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import type { UrlPolicy } from '../../core/endpoint-url.ts';
import { ClaimRecords } from '../records/claim-records.ts';
import { DeliveryRecords } from '../records/delivery-records.ts';
import { documentClient } from '../records/document-client.ts';
import { SubscriberRecords } from '../records/subscriber-records.ts';
import { requiredEnv } from '../required-env.ts';
import { SubscriberSecrets } from '../secrets/subscriber-secrets.ts';
import { API_ENV, type ApiEnv } from './env.ts';
import { QueueGauge } from './queue-depths.ts';
import { type ApiParts, apiRoutes } from './routes.ts';

const answer = handle(apiRoutes(assemble(requiredEnv(API_ENV))));

export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyResultV2>().handler(
  (event: APIGatewayProxyEventV2) =>
    answer(withEncodedPath(event) as unknown as LambdaEvent) as Promise<APIGatewayProxyResultV2>,
);

/** API Gateway decodes the path; put into a URL as it is, an id with `#` or `%` would be read as another one. */
function withEncodedPath(event: APIGatewayProxyEventV2): APIGatewayProxyEventV2 {
  return { ...event, rawPath: event.rawPath.split('/').map(encodeURIComponent).join('/') };
}

function assemble(env: ApiEnv): ApiParts {
  const client = documentClient();
  const logger = new Logger({ serviceName: 'api' });
  return {
    subscribers: new SubscriberRecords(client, env.SUBSCRIBERS_TABLE),
    claims: new ClaimRecords(client, env.CLAIMS_TABLE),
    deliveries: new DeliveryRecords(client, env.DELIVERIES_TABLE, Number(env.LOG_RETENTION_DAYS)),
    secrets: new SubscriberSecrets(new KMSClient({})),
    events: new EventBridgeClient({}),
    gauge: new QueueGauge(new SQSClient({}), env.PLATFORM_QUEUE_URL, env.STAGE),
    keyId: env.KEY_ID,
    rules: { urlPolicy: JSON.parse(env.URL_POLICY) as UrlPolicy, tenantField: env.TENANT_FIELD },
    onFault: (error, path) => logger.error('fault', { path, error }),
  };
}
