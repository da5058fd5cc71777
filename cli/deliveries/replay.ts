/** `deliveries replay`: sends one event to one subscriber again, from wherever it is still to be had. */
import { webhookId } from '../../core/event-id.ts';
import type { ReplayedDeliveryView } from '../../lambdas/api/views/replay-view.ts';
import { path } from '../api/api-client.ts';
import { jobFields } from '../jobs/job-fields.ts';
import { type JobKind, REDRIVES, REPLAYS } from '../jobs/job-kind.ts';
import type { JobView } from '../jobs/job-view.ts';
import { type FollowOptions, refuseUnlessDone, settleJob } from '../jobs/settle-job.ts';
import type { Session } from '../session.ts';
import { findSubscriberId } from '../subscribers/find-subscriber.ts';

export async function replayDelivery(
  session: Session,
  named: string,
  eventId: string,
  options: FollowOptions,
): Promise<void> {
  const api = await session.api();
  const id = await findSubscriberId(api, named);
  const begun = await api.post<ReplayedDeliveryView>(path`/v1/deliveries/${id}/${webhookId(eventId)}/replay`);
  if (begun.source === 'archive') {
    return follow(session, REPLAYS, begun.replay, options, (replay) => ({ source: 'archive', replay }));
  }
  return follow(session, REDRIVES, begun.redrive, options, (redrive) => ({ source: 'dead-letter-queue', redrive }));
}

async function follow<J extends JobView>(
  session: Session,
  kind: JobKind<J>,
  begun: J,
  options: FollowOptions,
  answerOf: (job: J) => ReplayedDeliveryView,
): Promise<void> {
  const show = (job: J) => {
    const answer = answerOf(job);
    if (session.isJson) return session.out.json(answer);
    session.out.fields({ source: answer.source, ...jobFields(job) });
  };
  refuseUnlessDone(kind, await settleJob(session, kind, begun, options, show));
}
