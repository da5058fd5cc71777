/** `dead-letters redrive`: puts dead letters back on their subscriber's queue, and follows that. */

import { printable } from '../../core/printable.ts';
import type { RedriveView } from '../../lambdas/api/views/redrive-view.ts';
import { path } from '../api/api-client.ts';
import { REDRIVES } from '../jobs/job-kind.ts';
import { type FollowOptions, refuseUnlessDone, settleJob } from '../jobs/settle-job.ts';
import { confirm } from '../output/confirm.ts';
import type { Session } from '../session.ts';
import { findSubscriber } from '../subscribers/find-subscriber.ts';
import { nameOf } from '../subscribers/subscriber-view.ts';
import { howMany, type Selection, type SelectionOptions, selectionOf } from './selection.ts';

interface RedriveOptions extends SelectionOptions, FollowOptions {
  readonly rate?: number;
  readonly yes?: boolean;
}

export async function redrive(session: Session, named: string, options: RedriveOptions): Promise<void> {
  const selection = selectionOf(options);
  const api = await session.api();
  const subscriber = await findSubscriber(api, named);
  if (session.out.canAsk && !options.yes) {
    const what = await howMany(api, subscriber.id, selection);
    await confirm(`Redrive ${what} of ${printable(nameOf(subscriber))}?`);
  }
  const body = { ...bodyOf(selection), ratePerSecond: options.rate };
  const started = await api.post<RedriveView>(path`/v1/subscribers/${subscriber.id}/redrives`, body);
  refuseUnlessDone(REDRIVES, await settleJob(session, REDRIVES, started, options));
}

function bodyOf(selection: Selection): object {
  if (selection.kind === 'events') return { eventIds: selection.eventIds };
  return selection.kind === 'filter' ? { filter: selection.filter } : {};
}
