/** `subscribers pause|resume|disable|enable`. */

import type { StateVerb } from '../../core/subscriber-transition.ts';
import { path } from '../api/api-client.ts';
import { printable } from '../output/printable.ts';
import type { Session } from '../session.ts';
import { findSubscriberId } from './find-subscriber.ts';
import { settle, type WaitOptions } from './settle.ts';
import { nameOf, type SubscriberView } from './subscriber-view.ts';

export function changeState(verb: StateVerb) {
  return async (session: Session, named: string, options: WaitOptions): Promise<void> => {
    const api = await session.api();
    const id = await findSubscriberId(api, named);
    // Asked twice it changes nothing the second time, so it may be repeated.
    const asked = { isRepeatable: true };
    const changed = await api.post<SubscriberView>(path`/v1/subscribers/${id}/${verb}`, undefined, asked);
    await settle(session, changed, options, (settled = changed) => {
      if (session.isJson) return session.out.json(settled);
      session.out.line(`${printable(nameOf(settled))} is ${settled.status}`);
    });
  };
}
