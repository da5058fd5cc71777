/** `subscribers pause|resume|disable|enable`. */

import { printable } from '../../core/printable.ts';
import type { StateVerb } from '../../core/subscriber-transition.ts';
import type { ReplayView } from '../../lambdas/api/views/replay-view.ts';
import { path } from '../api/api-client.ts';
import type { Session } from '../session.ts';
import { findSubscriberId } from './find-subscriber.ts';
import { recover } from './recover.ts';
import { settle, type WaitOptions } from './settle.ts';
import { nameOf, type SubscriberView } from './subscriber-view.ts';

interface StateOptions extends WaitOptions {
  /** Of `enable` only. */
  readonly recoverFrom?: string;
}

export function changeState(verb: StateVerb) {
  return async (session: Session, named: string, options: StateOptions): Promise<void> => {
    const { recoverFrom } = options;
    const api = await session.api();
    const id = await findSubscriberId(api, named);
    const body = recoverFrom === undefined ? undefined : { recoverFrom };
    // Asked twice it changes nothing the second time, so it may be repeated; a replay would begin twice.
    const asked = { isRepeatable: recoverFrom === undefined };
    const answer = await api.post<SubscriberView & { replay?: ReplayView }>(
      path`/v1/subscribers/${id}/${verb}`,
      body,
      asked,
    );
    const { replay, ...changed } = answer;
    const say = (subscriber: SubscriberView) =>
      session.out.line(`${printable(nameOf(subscriber))} is ${subscriber.status}`);
    if (replay) return recover(session, changed, replay, options, say);
    await settle(session, changed, options, (settled = changed) => {
      if (session.isJson) session.out.json(settled);
      else say(settled);
    });
  };
}
