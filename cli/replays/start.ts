/** `replays start`: sends a subscriber events of the past, and follows that. */
import type { ReplayView } from '../../lambdas/api/views/replay-view.ts';
import { path } from '../api/api-client.ts';
import { REPLAYS } from '../jobs/job-kind.ts';
import { type FollowOptions, refuseUnlessDone, settleJob } from '../jobs/settle-job.ts';
import type { Session } from '../session.ts';
import { findSubscriberId } from '../subscribers/find-subscriber.ts';

interface StartOptions extends FollowOptions {
  readonly from: string;
  readonly to?: string;
  readonly includeDelivered?: boolean;
}

export async function startReplay(session: Session, named: string, options: StartOptions): Promise<void> {
  const { from, to, includeDelivered } = options;
  const api = await session.api();
  const id = await findSubscriberId(api, named);
  const begun = await api.post<ReplayView>(path`/v1/subscribers/${id}/replays`, { from, to, includeDelivered });
  refuseUnlessDone(REPLAYS, await settleJob(session, REPLAYS, begun, options));
}
