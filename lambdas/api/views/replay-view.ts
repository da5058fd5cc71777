/** What does the API show of a replay, and of the two ways in which one delivery is sent again? */
import * as z from 'zod/mini';
import type { ReplayJob } from '../../../core/job.ts';
import type { SentAgain } from '../../replays/replay-delivery.ts';
import type { Shown } from '../../schema/shown.ts';
import { time } from '../../schema/times.ts';
import { JOB_END, JOB_HEAD, jobEnds } from './job-view.ts';
import { REDRIVE, redriveView } from './redrive-view.ts';

const d = z.describe;

const DELIVERIES = z
  .strictObject({ delivered: z.int(), pending: z.int(), dead: z.int(), isComplete: z.boolean() })
  .check(d("What the log says now of the subscriber's deliveries in that time"));

export const REPLAY = z
  .strictObject({
    ...JOB_HEAD,
    from: time(),
    to: time(),
    archivedSince: z.optional(time().check(d('When the archive begins, after `from`: what is older does not come'))),
    includeDelivered: z.boolean().check(d('Whether what was delivered is sent once more')),
    eventId: z.optional(z.string().check(d('This event alone'))),
    progress: z.number().check(d('How much of the time has been replayed, 0 to 1')),
    waitingFor: z.optional(z.string().check(d('Why it does not go on yet'))),
    lastReplayedAt: z.optional(time().check(d('The time of the last event that was replayed'))),
    deliveries: z.optional(DELIVERIES),
    ...JOB_END,
  })
  .check(z.meta({ id: 'Replay' }));

export const REPLAYED_DELIVERY = z
  .discriminatedUnion('source', [
    z.strictObject({ source: z.literal('dead-letter-queue'), redrive: REDRIVE }),
    z.strictObject({ source: z.literal('archive'), replay: REPLAY }),
  ])
  .check(z.meta({ id: 'ReplayedDelivery', description: 'Where its event came from, and what brings it' }));

export type ReplayView = Shown<typeof REPLAY>;
export type ReplayedDeliveryView = Shown<typeof REPLAYED_DELIVERY>;

/** `deliveries`: only where one replay is read. */
export function replayView(job: ReplayJob, deliveries?: ReplayView['deliveries']): ReplayView {
  const { from, to, archivedSince, includeDelivered, eventId, progress, waitingFor, lastReplayedAt } = job;
  return {
    ...jobEnds(job),
    ...{ from, to },
    ...(archivedSince === undefined ? {} : { archivedSince }),
    includeDelivered,
    ...(eventId === undefined ? {} : { eventId }),
    progress,
    ...(waitingFor === undefined ? {} : { waitingFor }),
    ...(lastReplayedAt === undefined ? {} : { lastReplayedAt }),
    ...(deliveries === undefined ? {} : { deliveries }),
  };
}

export function replayedDeliveryView(sent: SentAgain): ReplayedDeliveryView {
  return sent.source === 'archive'
    ? { source: 'archive', replay: replayView(sent.replay) }
    : { source: 'dead-letter-queue', redrive: redriveView(sent.redrive) };
}
