/** The `api` function: the control plane behind the HTTP API. */
import { Logger } from '@aws-lambda-powertools/logger';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DeadLetterCount } from '../overview/dead-letter-count.ts';
import { metricData } from '../overview/metric-data.ts';
import { ClaimRecords } from '../records/claim-records.ts';
import { DeliveryRecords } from '../records/delivery-records.ts';
import { documentClient } from '../records/document-client.ts';
import { HealthRecords } from '../records/health-records.ts';
import { JobRecords } from '../records/job-records.ts';
import { SubscriberSummaries } from '../records/subscriber-summaries.ts';
import { ArchiveAge } from '../replays/archive-age.ts';
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
  const deliveries = new DeliveryRecords(client, env.DELIVERIES_TABLE, Number(env.LOG_RETENTION_DAYS));
  return {
    ...subscriberParts(env, client),
    claims: new ClaimRecords(client, env.CLAIMS_TABLE),
    deliveries,
    deadLetterCount: new DeadLetterCount(deliveries),
    health: new HealthRecords(client, env.HEALTH_TABLE),
    jobs: new JobRecords(client, env.JOBS_TABLE),
    summaries: new SubscriberSummaries(client, env.SUBSCRIBERS_TABLE),
    getMetricData: metricData(),
    stage: env.STAGE,
    jobsQueueUrl: env.JOBS_QUEUE_URL,
    platformQueueUrl: env.PLATFORM_QUEUE_URL,
    archiveRetentionDays: Number(env.ARCHIVE_RETENTION_DAYS),
    archiveAge: new ArchiveAge(new EventBridgeClient({}), env.ARCHIVE_NAME),
    userAgent: `Fanfare/${env.FANFARE_VERSION}`,
  };
}
