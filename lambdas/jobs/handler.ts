/**
 * The `jobs` function carries out redrives, discards, reconciliations and replays, one step at a time.
 *
 *   jobs' queue ─▶ a job ─▶ a step ─┬─ over: the message is acknowledged
 *                        ▲           └─ goes on: it is hidden until then ─┐
 *                        └───────────────────────────────────────────────┘
 *   every hour ──▶ reconciliations where a dead-letter queue and the log differ
 */
import { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { requiredEnv } from '../required-env.ts';
import { JOBS_ENV } from './env.ts';
import { jobParts } from './parts.ts';
import { reconcileWhereNeeded } from './reconcile-where-needed.ts';
import { runQueued } from './run-queued.ts';

/** Kept of the invocation's time for noting how far a job came, and for letting go of what it holds. */
const SAFETY_MS = 60_000;

const parts = jobParts(requiredEnv(JOBS_ENV), new Logger({ serviceName: 'jobs' }));

export const handler = middy<SQSEvent | undefined, SQSBatchResponse | undefined>().handler(
  async (event: Partial<SQSEvent> | undefined, context: Context) => {
    const deadlineMs = Date.now() + context.getRemainingTimeInMillis() - SAFETY_MS;
    if (event?.Records) return runQueued(event.Records, parts, deadlineMs);
    await reconcileWhereNeeded(parts, deadlineMs);
    return undefined;
  },
);
