/** Brings one subscriber to what it desires, and notes in its record how that went. */
import type { Logger } from '@aws-lambda-powertools/logger';
import type { Subscriber } from '../../core/subscriber.ts';
import { type JobsQueue, sendDeleted } from '../jobs/jobs-queue.ts';
import type { SubscriberRecords } from '../records/subscriber-records.ts';
import type { RetryQueue } from './retry-queue.ts';
import { StepFailed } from './step.ts';
import type { SubscriberResources } from './subscriber-resources.ts';

export interface ProvisionParts extends JobsQueue {
  readonly subscribers: SubscriberRecords;
  readonly resources: SubscriberResources;
  readonly retries: RetryQueue;
  readonly logger: Logger;
}

/** Whether it is now as desired. Never throws: why it is not stands in its record and in the log. */
export async function provisionSubscriber(id: string, deadlineMs: number, parts: ProvisionParts): Promise<boolean> {
  try {
    await bringToLatest(id, deadlineMs, parts);
    parts.logger.info('provisioned', { subscriberId: id });
    return true;
  } catch (error) {
    parts.logger.error('provisioning failed', { subscriberId: id, error: error as Error });
    return false;
  }
}

/**
 * Reads what is desired now, however old the news that led here, and once more when that is done: the stream and the
 * retry queue may both have a run at work on one subscriber, and whichever ends last must leave what was desired last.
 */
async function bringToLatest(id: string, deadlineMs: number, parts: ProvisionParts): Promise<void> {
  let done: Subscriber | undefined;
  for (;;) {
    const subscriber = await parts.subscribers.get(id);
    // It may have been deleted while a run for an older desire was still making things.
    if (!subscriber) return parts.resources.remove(id, deadlineMs);
    if (subscriber.version === done?.version) return;
    await bringTo(subscriber, deadlineMs, parts);
    if (subscriber.desired === 'deleted') return;
    done = subscriber;
  }
}

/** Throws what a step threw, after noting it. */
async function bringTo(subscriber: Subscriber, deadlineMs: number, parts: ProvisionParts): Promise<void> {
  const { subscribers, resources } = parts;
  const { id, desired, version } = subscriber;
  try {
    if (desired === 'deleted') {
      await resources.remove(id, deadlineMs);
      await sendDeleted(id, parts);
      await subscribers.remove(id);
    } else {
      await resources.ensure(subscriber, deadlineMs);
      await subscribers.settle(id, version, desired, new Date());
    }
  } catch (error) {
    const at = new Date();
    const step = error instanceof StepFailed ? error.step : 'record';
    const message = error instanceof Error ? error.message : String(error);
    await subscribers.settle(id, version, 'failed', at, { step, message, at: at.toISOString() });
    throw error;
  }
}
