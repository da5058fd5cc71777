/** `subscribers delete`: removes a subscriber with its queues and what waits in them. */

import { printable } from '../../core/printable.ts';
import { path } from '../api/api-client.ts';
import { confirm } from '../output/confirm.ts';
import type { Session } from '../session.ts';
import { findSubscriber } from './find-subscriber.ts';
import { settle, type WaitOptions } from './settle.ts';
import { nameOf, type SubscriberView } from './subscriber-view.ts';

interface DeleteOptions extends WaitOptions {
  readonly force?: boolean;
  readonly yes?: boolean;
}

export async function deleteSubscriber(session: Session, named: string, options: DeleteOptions): Promise<void> {
  const api = await session.api();
  const subscriber = await findSubscriber(api, named);
  if (session.out.canAsk && !options.yes) await confirm(questionOf(subscriber));
  const deleted = await api.call<SubscriberView>('DELETE', path`/v1/subscribers/${subscriber.id}`, {
    query: { force: options.force },
  });
  await settle(session, deleted, options, (settled) => {
    if (session.isJson) return session.out.json(settled ?? deleted);
    session.out.line(`${printable(nameOf(deleted))} is ${settled ? settled.status : 'gone'}`);
  });
}

function questionOf({ queue, ...subscriber }: SubscriberView): string {
  const { depth = 0, inFlight = 0, deadLetters = 0 } = queue ?? {};
  const waiting = depth + inFlight + deadLetters;
  const lost = waiting === 0 ? '' : ` About ${waiting} events wait for it and are lost with it.`;
  return `Delete ${printable(nameOf(subscriber))}?${lost}`;
}
