/** The `api` function: the control plane behind the HTTP API. */
import { Logger } from '@aws-lambda-powertools/logger';
import { ClaimRecords } from '../records/claim-records.ts';
import { DeliveryRecords } from '../records/delivery-records.ts';
import { documentClient } from '../records/document-client.ts';
import { requiredEnv } from '../required-env.ts';
import { operationsHandler } from '../rest/operations-handler.ts';
import { subscriberParts } from '../subscribers/assemble-parts.ts';
import { API_ENV, type ApiEnv } from './env.ts';
import { OPERATIONS } from './operations.ts';
import type { ApiParts } from './parts.ts';

export const handler = operationsHandler(
  OPERATIONS,
  assemble(requiredEnv(API_ENV)),
  new Logger({ serviceName: 'api' }),
);

function assemble(env: ApiEnv): ApiParts {
  const client = documentClient();
  return {
    ...subscriberParts(env, client),
    claims: new ClaimRecords(client, env.CLAIMS_TABLE),
    deliveries: new DeliveryRecords(client, env.DELIVERIES_TABLE, Number(env.LOG_RETENTION_DAYS)),
    stage: env.STAGE,
    platformQueueUrl: env.PLATFORM_QUEUE_URL,
    userAgent: `Fanfare/${env.FANFARE_VERSION}`,
  };
}
