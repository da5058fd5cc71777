/** What does a verb do after the API took it? It waits where that is wanted, and tells how it ended. */
import { Progress } from '../output/progress.ts';
import type { Session } from '../session.ts';
import { nameOf, type SubscriberView } from './subscriber-view.ts';
import { failureOf, waitUntilSettled } from './wait-until-settled.ts';

export interface WaitOptions {
  /** `undefined`: on a terminal only. */
  readonly wait?: boolean;
}

/** Whether a verb is to wait. */
export function isToWait({ out }: Session, { wait }: WaitOptions): boolean {
  return wait ?? out.isForPeople;
}

/**
 * Waits until nothing more happens to a subscriber. `show` is called in any case, with how it is then, also when it has
 * failed or was interrupted: what has been answered so far is not lost. Throws where it failed.
 */
export async function settle(
  session: Session,
  answered: SubscriberView,
  options: WaitOptions,
  show: (settled: SubscriberView | undefined) => void,
): Promise<void> {
  if (!isToWait(session, options)) return show(answered);
  const progress = new Progress(session.isJson);
  const what = answered.status === 'deleting' ? 'is being deleted' : 'is having its resources made or changed';
  progress.say(`${nameOf(answered)} ${what} …`);
  let settled: SubscriberView | undefined = answered;
  try {
    settled = await waitUntilSettled(await session.api(), answered.id);
  } finally {
    progress.end();
    show(settled);
    if (settled === answered)
      session.out.note('It goes on without us: `fanfare subscribers show` tells how far it is.');
  }
  if (settled?.status === 'failed') throw failureOf(settled);
}
