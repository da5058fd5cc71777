/**
 * Every hour: which dead-letter queues hold more or less than the log says? Their reconciliations are begun. Which dead
 * letters does the list of all lack? They are put there. And which jobs did nobody carry on, for their message was lost?
 * They get another.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReconciliationJob } from '../../core/job.ts';
import { QUEUE_RETENTION_DAYS } from '../../core/queue-retention.ts';
import type { Subscriber } from '../../core/subscriber.ts';
import { eachOf } from '../each-of.ts';
import { beginJob } from '../job-requests/begin-job.ts';
import { newReconciliation } from '../job-requests/start-reconciliation.ts';
import { Pace } from '../pace.ts';
import { sendJob } from './jobs-queue.ts';
import { listAgain } from './list-again.ts';
import type { JobParts } from './parts.ts';

/** Far below what SQS and DynamoDB bear, and thousands of subscribers in a few minutes. */
const SUBSCRIBERS_A_SECOND = 100;
const AT_ONCE = 10;
const PAGE = 200;
/** Letters die, and are redriven, while somebody counts: what differs is counted again so much later. */
const COUNTED_AGAIN_MS = 3_000;
/** No step is silent for so long. */
const LOST_AFTER_MS = 3_600_000;

export async function reconcileWhereNeeded(parts: JobParts, deadlineMs: number): Promise<void> {
  await queueLostJobs(parts);
  const pace = new Pace(SUBSCRIBERS_A_SECOND);
  const counts = { looked: 0, begun: 0, left: 0 };
  let after: string | undefined;
  do {
    const page = await parts.subscribers.list({}, PAGE, after);
    await eachOf(page.items, AT_ONCE, async (subscriber) => {
      await pace.turn();
      if (Date.now() >= deadlineMs) counts.left += 1;
      else {
        counts.looked += 1;
        if (await reconcileIfNeeded(subscriber, parts)) counts.begun += 1;
      }
    });
    after = page.next;
  } while (after !== undefined);
  parts.logger.info('dead letters counted', counts);
}

/** Nobody else is held up when one cannot be looked at. */
async function reconcileIfNeeded({ id, desired }: Subscriber, parts: JobParts): Promise<boolean> {
  if (desired === 'deleted') return false;
  try {
    await listAgain(id, parts);
    const difference = await lastingDifference(id, parts);
    if (difference === 0 || difference === (await explained(id, parts))) return false;
    return (await beginJob(newReconciliation(id), parts)) === undefined;
  } catch (error) {
    parts.logger.error('dead letters not counted', { subscriberId: id, error: error as Error });
    return false;
  }
}

async function lastingDifference(subscriberId: string, parts: JobParts): Promise<number> {
  const first = await difference(subscriberId, parts);
  if (first === 0) return 0;
  await sleep(COUNTED_AGAIN_MS);
  return first === (await difference(subscriberId, parts)) ? first : 0;
}

/** How many letters there are that the log does not have. */
async function difference(subscriberId: string, { gauge, deliveries }: JobParts): Promise<number> {
  const from = new Date(Date.now() - QUEUE_RETENTION_DAYS * 86_400_000).toISOString();
  const [{ deadLetters }, { count, isComplete }] = await Promise.all([
    gauge.read(subscriberId),
    deliveries.countDead(subscriberId, { from }),
  ]);
  return isComplete ? deadLetters - count : 0;
}

/** The difference that the last reconciliation could do nothing about: letters without an event, records without a letter. */
async function explained(subscriberId: string, { jobs }: JobParts): Promise<number> {
  const { items } = await jobs.list('reconciliation', 1, undefined, subscriberId);
  const [last]: readonly (ReconciliationJob | undefined)[] = items;
  return last?.status === 'completed' ? last.unreadable - (last.unmatched ?? 0) : 0;
}

async function queueLostJobs(parts: JobParts): Promise<void> {
  const before = new Date(Date.now() - LOST_AFTER_MS).toISOString();
  for (const job of await parts.jobs.underWay()) {
    if ((job.steppedAt ?? job.createdAt) >= before) continue;
    await sendJob(job.id, parts);
    parts.logger.warn('a job that nobody carried on is queued again', { jobId: job.id });
  }
}
