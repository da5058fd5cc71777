/** `dead-letters discard`: deletes dead letters for good, once somebody has said yes to that. */

import { printable } from '../../core/printable.ts';
import type { DiscardView } from '../../lambdas/api/views/discard-view.ts';
import { path } from '../api/api-client.ts';
import { DISCARDS } from '../jobs/job-kind.ts';
import { type FollowOptions, refuseUnlessDone, settleJob } from '../jobs/settle-job.ts';
import { confirm } from '../output/confirm.ts';
import { Refusal } from '../refusal.ts';
import type { Session } from '../session.ts';
import { findSubscriber } from '../subscribers/find-subscriber.ts';
import { nameOf } from '../subscribers/subscriber-view.ts';
import { howMany, type Selection, type SelectionOptions, selectionOf } from './selection.ts';

interface DiscardOptions extends SelectionOptions, FollowOptions {
  readonly yes?: boolean;
}

export async function discard(session: Session, named: string, options: DiscardOptions): Promise<void> {
  const selection = selectionOf(options);
  if (!options.yes && !session.out.canAsk) throw new Refusal('usage', NOBODY_TO_ASK);
  const api = await session.api();
  const subscriber = await findSubscriber(api, named);
  if (!options.yes) {
    const what = await howMany(api, subscriber.id, selection);
    await confirm(`Discard ${what} of ${printable(nameOf(subscriber))} for good?`);
  }
  const started = await api.post<DiscardView>(path`/v1/subscribers/${subscriber.id}/discards`, bodyOf(selection));
  refuseUnlessDone(DISCARDS, await settleJob(session, DISCARDS, started, options));
}

const NOBODY_TO_ASK =
  'Nobody can be asked here, and what is discarded is gone for good: look with `fanfare dead-letters list`, then discard with --yes.';

function bodyOf(selection: Selection): object {
  if (selection.kind === 'events') return { eventIds: selection.eventIds };
  return selection.kind === 'filter' ? { filter: selection.filter } : { all: true };
}
