/** `subscribers show`: what is this one, and how does it fare? */
import type { Session } from '../session.ts';
import { findSubscriber } from './find-subscriber.ts';
import { showSubscriber } from './show-subscriber.ts';

export async function showOne(session: Session, named: string): Promise<void> {
  const subscriber = await findSubscriber(await session.api(), named);
  if (session.isJson) return session.out.json(subscriber);
  showSubscriber(session.out, subscriber);
}
