/** What do jobs need? */
import type { Logger } from '@aws-lambda-powertools/logger';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { deadLetterQueueOf, subscriberResourceNames } from '../../core/stage.ts';
import { QueueGauge } from '../queues/queue-gauge.ts';
import { siblingQueueUrl } from '../queues/sibling-queue-url.ts';
import { ClaimRecords } from '../records/claim-records.ts';
import { DeliveryRecords } from '../records/delivery-records.ts';
import { documentClient } from '../records/document-client.ts';
import { JobRecords } from '../records/job-records.ts';
import { SubscriberRecords } from '../records/subscriber-records.ts';
import type { JobsEnv } from './env.ts';

export interface SubscriberQueueUrls {
  readonly queue: string;
  readonly deadLetterQueue: string;
}

export interface JobParts {
  readonly stage: string;
  readonly subscribers: SubscriberRecords;
  readonly claims: ClaimRecords;
  readonly deliveries: DeliveryRecords;
  readonly jobs: JobRecords;
  readonly gauge: QueueGauge;
  readonly sqs: SQSClient;
  readonly events: EventBridgeClient;
  readonly jobsQueueUrl: string;
  readonly eventIdField: string;
  readonly busArn: string;
  /** Empty where the stage archives nothing. */
  readonly archiveArn: string;
  /** What was published may come into the archive so much later. */
  readonly archiveLagMs: number;
  readonly urlsOf: (subscriberId: string) => SubscriberQueueUrls;
  readonly queueArn: (name: string) => string;
  readonly logger: Logger;
}

export function jobParts(env: JobsEnv, logger: Logger): JobParts {
  const client = documentClient();
  const sqs = new SQSClient({});
  const urlOf = (name: string) => siblingQueueUrl(env.PLATFORM_QUEUE_URL, name);
  return {
    stage: env.STAGE,
    subscribers: new SubscriberRecords(client, env.SUBSCRIBERS_TABLE),
    claims: new ClaimRecords(client, env.CLAIMS_TABLE),
    deliveries: new DeliveryRecords(client, env.DELIVERIES_TABLE, Number(env.LOG_RETENTION_DAYS)),
    jobs: new JobRecords(client, env.JOBS_TABLE),
    gauge: new QueueGauge(sqs, env.PLATFORM_QUEUE_URL, env.STAGE),
    sqs,
    events: new EventBridgeClient({}),
    jobsQueueUrl: env.JOBS_QUEUE_URL,
    eventIdField: env.EVENT_ID_FIELD,
    busArn: env.EVENT_BUS_ARN,
    archiveArn: env.ARCHIVE_ARN,
    archiveLagMs: Number(env.ARCHIVE_LAG_SECONDS) * 1000,
    urlsOf: (subscriberId) => {
      const queue = urlOf(subscriberResourceNames(env.STAGE, subscriberId).queue);
      return { queue, deadLetterQueue: deadLetterQueueOf(queue) };
    },
    queueArn: (name) => besideBus(env.EVENT_BUS_ARN, name),
    logger,
  };
}

/** Partition, region and account are those of the bus. */
function besideBus(busArn: string, queueName: string): string {
  const [, partition, , region, account] = busArn.split(':');
  return ['arn', partition, 'sqs', region, account, queueName].join(':');
}
