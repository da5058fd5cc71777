/** Brings one subscriber to what it desires, and notes in its record how that went. */
import type { SubscriberRecords } from '../records/subscriber-records.ts';
import { StepFailed } from './step.ts';
import type { SubscriberResources } from './subscriber-resources.ts';

export interface ProvisionParts {
  readonly subscribers: SubscriberRecords;
  readonly resources: SubscriberResources;
}

/** Reads what is desired now, however old the news that led here. Throws what a step threw, after noting it. */
export async function provisionSubscriber(id: string, deadlineMs: number, parts: ProvisionParts): Promise<void> {
  const subscriber = await parts.subscribers.get(id);
  if (!subscriber) return;
  const { desired, version } = subscriber;
  try {
    if (desired === 'deleted') {
      await parts.resources.remove(id, deadlineMs);
      await parts.subscribers.remove(id);
    } else {
      await parts.resources.ensure(subscriber, deadlineMs);
      await parts.subscribers.settle(id, version, desired, new Date());
    }
  } catch (error) {
    const at = new Date();
    const step = error instanceof StepFailed ? error.step : 'record';
    const message = error instanceof Error ? error.message : String(error);
    await parts.subscribers.settle(id, version, 'failed', at, { step, message, at: at.toISOString() });
    throw error;
  }
}
