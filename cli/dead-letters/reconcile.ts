/** `dead-letters reconcile`: compares a subscriber's dead-letter queue with the log, and puts right what differs. */
import type { ReconciliationView } from '../../lambdas/api/views/reconciliation-view.ts';
import { path } from '../api/api-client.ts';
import { RECONCILIATIONS } from '../jobs/job-kind.ts';
import { type FollowOptions, refuseUnlessDone, settleJob } from '../jobs/settle-job.ts';
import type { Session } from '../session.ts';
import { findSubscriberId } from '../subscribers/find-subscriber.ts';

export async function reconcile(session: Session, named: string, options: FollowOptions): Promise<void> {
  const api = await session.api();
  const id = await findSubscriberId(api, named);
  const started = await api.post<ReconciliationView>(path`/v1/subscribers/${id}/reconciliations`);
  refuseUnlessDone(RECONCILIATIONS, await settleJob(session, RECONCILIATIONS, started, options));
}
