/** Does what it missed come back? Shows a subscriber that was enabled, and follows the replay of its events. */
import type { ReplayView } from '../../lambdas/api/views/replay-view.ts';
import { REPLAYS } from '../jobs/job-kind.ts';
import { refuseUnlessDone, settleJob, showJob } from '../jobs/settle-job.ts';
import type { Session } from '../session.ts';
import { isToWait, settle, type WaitOptions } from './settle.ts';
import type { SubscriberView } from './subscriber-view.ts';

/** `showSubscriber` is for people; with `--json` there is one document, of both. */
export async function recover(
  session: Session,
  changed: SubscriberView,
  replay: ReplayView,
  options: WaitOptions,
  showSubscriber: (subscriber: SubscriberView) => void,
): Promise<void> {
  let subscriber = changed;
  const show = (job: ReplayView) => {
    if (session.isJson) session.out.json({ ...subscriber, replay: job });
    else showJob(session, job);
  };
  try {
    await settle(session, changed, options, (settled = changed) => {
      subscriber = settled;
      if (!session.isJson) showSubscriber(settled);
    });
  } catch (error) {
    show(replay);
    throw error;
  }
  refuseUnlessDone(REPLAYS, await settleJob(session, REPLAYS, replay, { wait: isToWait(session, options) }, show));
}
