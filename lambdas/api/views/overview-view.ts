/** What does the API show at first sight? Who fails, since when, and what waits. */
import * as z from 'zod/mini';
import type { Delivery } from '../../../core/delivery.ts';
import { SUBSCRIBER_STATUSES } from '../../../core/subscriber.ts';
import type { Overview } from '../../overview/overview.ts';
import type { Shown } from '../../schema/shown.ts';
import { time } from '../../schema/times.ts';
import { HEALTH_FIELDS } from './health-view.ts';

const d = z.describe;

const NUMBERS = {
  delivered: z.int(),
  failedAttempts: z.int(),
  dead: z.int().check(d('Deliveries that became dead letters')),
};

const FAILING = z
  .strictObject({
    subscriberId: z.string(),
    name: z.string(),
    tenant: z.optional(z.string()),
    status: z.enum(SUBSCRIBER_STATUSES),
    ...HEALTH_FIELDS,
    oldestPendingAt: z.optional(time().check(d('The time of the oldest event that failed and waits for it'))),
  })
  .check(z.meta({ id: 'FailingSubscriber' }));

export const OVERVIEW = z
  .strictObject({
    at: time(),
    hours: z.int(),
    stepSeconds: z.int(),
    series: z
      .array(z.strictObject({ at: time(), ...NUMBERS }))
      .check(d('Every step, oldest first; metrics arrive up to a few minutes late')),
    totals: z.strictObject(NUMBERS),
    subscribers: z.strictObject({
      total: z.int(),
      byStatus: z.record(z.string(), z.int()).check(d('Statuses that somebody has')),
    }),
    failing: z.array(FAILING).check(d('Longest failing first: at most 20')),
    failingCount: z.int(),
    deadLetters: z.strictObject({
      count: z.int(),
      isComplete: z.boolean().check(d('False where there are more than were counted')),
    }),
    oldestPending: z.optional(
      z
        .strictObject({ subscriberId: z.string(), eventId: z.string(), eventType: z.string(), eventTime: time() })
        .check(d('The delivery of the oldest event that failed and waits')),
    ),
    archive: z.strictObject({
      retentionDays: z.int().check(d('How far back events can be replayed; 0: nothing is archived')),
    }),
  })
  .check(z.meta({ id: 'Overview' }));

export type OverviewView = Shown<typeof OVERVIEW>;
export type FailingSubscriberView = OverviewView['failing'][number];

export function overviewView(overview: Overview): OverviewView {
  const { at, hours, traffic, subscribers, failing, deadLetters, oldestPending, archiveRetentionDays } = overview;
  return {
    ...{ at: at.toISOString(), hours, ...traffic },
    subscribers: { total: Object.values(subscribers).reduce((sum, count) => sum + count, 0), byStatus: subscribers },
    failing: failing.shown.map(({ id: _, ...shown }) => shown),
    failingCount: failing.count,
    deadLetters,
    ...(oldestPending ? { oldestPending: pendingView(oldestPending) } : {}),
    archive: { retentionDays: archiveRetentionDays },
  };
}

function pendingView({ subscriberId, eventId, eventType, eventTime }: Delivery) {
  return { subscriberId, eventId, eventType, eventTime };
}
