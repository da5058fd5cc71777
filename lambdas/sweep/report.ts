/** Tells of what has drifted, and has it repaired by who made it: `provision`. */
import type { Logger } from '@aws-lambda-powertools/logger';
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Suspect } from '../../core/drift.ts';
import type { RetryQueue } from '../provision/retry-queue.ts';
import type { SubscriberRecords } from '../records/subscriber-records.ts';

/** Reaches only subscribers that name it: see `core/subscriber-pattern.ts`. */
const EVENT = { Source: 'fanfare', DetailType: 'fanfare.subscriber.drifted' };

export interface ReportParts {
  readonly subscribers: SubscriberRecords;
  readonly retries: RetryQueue;
  readonly events: EventBridgeClient;
  readonly bus: string;
  readonly logger: Logger;
}

/** `false` when the subscriber has been changed since it was looked at: then `provision` is at work on it anyway. */
export async function reportDrift({ subscriberId, subscriber, steps }: Suspect, parts: ReportParts): Promise<boolean> {
  const drift = { steps, at: new Date().toISOString() };
  if (subscriber && !(await parts.subscribers.noteDrift(subscriber, drift))) return false;
  await parts.retries.put(subscriberId, 0);
  parts.logger.warn(subscriber ? 'drifted' : 'orphaned', { subscriberId, steps });
  await announce(subscriber ? { subscriberId, steps } : { subscriberId, steps, orphan: true }, parts);
  return true;
}

async function announce(detail: object, { events, bus }: ReportParts): Promise<void> {
  const entry = { ...EVENT, EventBusName: bus, Detail: JSON.stringify(detail) };
  const answer = await events.send(new PutEventsCommand({ Entries: [entry] }));
  const [failed] = answer.FailedEntryCount ? (answer.Entries ?? []) : [];
  if (failed) throw new Error(`EventBridge did not take the event: ${failed.ErrorCode}: ${failed.ErrorMessage}`);
}
