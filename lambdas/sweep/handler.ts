/** The `sweep` function looks every hour whether subscribers' resources are as `provision` made them. */
import { Logger } from '@aws-lambda-powertools/logger';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { RetryQueue } from '../provision/retry-queue.ts';
import { Surroundings } from '../provision/surroundings.ts';
import { documentClient } from '../records/document-client.ts';
import { SubscriberRecords } from '../records/subscriber-records.ts';
import { requiredEnv } from '../required-env.ts';
import { SWEEP_ENV } from './env.ts';
import { Inventory } from './inventory.ts';
import { type Summary, sweep } from './sweep.ts';

/** Kept of the invocation's time for ending what is under way. */
const SAFETY_MS = 30_000;
/** The account's quotas are shared: a call that is throttled is worth waiting for. */
const PATIENT = { maxAttempts: 6 };

const env = requiredEnv(SWEEP_ENV);
const logger = new Logger({ serviceName: 'sweep' });
const sqs = new SQSClient(PATIENT);
const events = new EventBridgeClient(PATIENT);
const around = new Surroundings(env);
const parts = {
  subscribers: new SubscriberRecords(documentClient(), env.SUBSCRIBERS_TABLE),
  inventory: new Inventory({ sqs, events, lambda: new LambdaClient(PATIENT) }, around),
  retries: new RetryQueue(sqs, env.RETRY_QUEUE_URL),
  listLagMs: Number(env.LIST_LAG_SECONDS) * 1000,
  bus: env.EVENT_BUS_NAME,
  ...{ around, events, logger },
};

export const handler = middy<unknown, Summary>().handler(async (_: unknown, context: Context) => {
  const summary = await sweep(Date.now() + context.getRemainingTimeInMillis() - SAFETY_MS, parts);
  const { subscribers, drifted, orphans, unfinished } = summary;
  const counts = { subscribers, drifted: drifted.length, orphans: orphans.length };
  if (unfinished) logger.warn('not all was swept', { ...counts, ...unfinished });
  else logger.info('swept', counts);
  return summary;
});
