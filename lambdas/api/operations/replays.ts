/** Operations that send past events again. */
import type { ReplayJob } from '../../../core/job.ts';
import { replayDelivery } from '../../replays/replay-delivery.ts';
import { REPLAY_INPUT, startReplay } from '../../replays/start-replay.ts';
import { operation } from '../operation.ts';
import type { ApiParts } from '../parts.ts';
import { REPLAY, REPLAYED_DELIVERY, replayedDeliveryView, replayView } from '../views/replay-view.ts';
import { endJob, type JobNoun, listJobs, readJob } from './job-operations.ts';

const REPLAYS: JobNoun<'replay'> = {
  ...{ kind: 'replay', plural: 'replays', tag: 'Replays' },
  ...{ schema: REPLAY, view: (job: ReplayJob) => replayView(job) },
};

const start = operation(
  {
    id: 'startReplay',
    method: 'POST',
    path: '/v1/subscribers/{id}/replays',
    tag: REPLAYS.tag,
    summary: "Send past events again, out of the stage's archive: those that match the subscriber now",
    body: REPLAY_INPUT,
    answers: { 202: { description: 'It is about to begin', schema: REPLAY } },
    problems: ['not-found', 'conflict'],
  },
  async ({ path: { id = '' }, body }, parts) => ({
    status: 202,
    body: replayView(await startReplay(id, body, parts)),
  }),
);

const again = operation(
  {
    id: 'replayDelivery',
    method: 'POST',
    path: '/v1/deliveries/{subscriberId}/{eventId}/replay',
    tag: 'Deliveries',
    summary: 'Send one delivery again, whatever became of it: out of its dead-letter queue, or out of the archive',
    answers: { 202: { description: 'It is about to be sent', schema: REPLAYED_DELIVERY } },
    problems: ['not-found', 'conflict'],
  },
  async ({ path: { subscriberId = '', eventId = '' } }, parts) => ({
    status: 202,
    body: replayedDeliveryView(await replayDelivery(subscriberId, eventId, parts)),
  }),
);

/** What a replay is about is known from the log, whatever brought it there. */
async function withDeliveries(job: ReplayJob, { deliveries }: ApiParts): Promise<object> {
  if (job.eventId !== undefined) return replayView(job);
  return replayView(job, await deliveries.countByStatus(job.subscriberId, job.from, job.to));
}

export const REPLAY_OPERATIONS = [start, again, listJobs(REPLAYS), readJob(REPLAYS, withDeliveries), endJob(REPLAYS)];
