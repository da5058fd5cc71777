/** How does the stage do, at first sight? All of it is read at the same time. */
import type { Delivery } from '../../core/delivery.ts';
import { type FailingSubscribers, failingSubscribers } from './failing-subscribers.ts';
import type { OverviewParts } from './parts.ts';
import { type Traffic, type TrafficHours, traffic } from './traffic.ts';

export interface Overview {
  readonly at: Date;
  readonly hours: TrafficHours;
  readonly traffic: Traffic;
  readonly subscribers: Readonly<Record<string, number>>;
  readonly failing: FailingSubscribers;
  readonly deadLetters: { readonly count: number; readonly isComplete: boolean };
  readonly oldestPending: Delivery | undefined;
  readonly archiveRetentionDays: number;
}

export async function overview(hours: TrafficHours, parts: OverviewParts, at = new Date()): Promise<Overview> {
  const { stage, summaries, deliveries, deadLetterCount, getMetricData, archiveRetentionDays } = parts;
  const [seen, subscribers, failing, deadLetters, oldestPending] = await Promise.all([
    traffic(stage, hours, at.getTime(), getMetricData),
    summaries.countByStatus(),
    failingSubscribers(parts),
    deadLetterCount.read(at.getTime()),
    deliveries.oldestPending(),
  ]);
  return { at, hours, traffic: seen, subscribers, failing, deadLetters, oldestPending, archiveRetentionDays };
}
