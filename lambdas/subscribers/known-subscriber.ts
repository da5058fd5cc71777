/** Who is meant by an id? */
import { SUBSCRIBER_ID } from '../../core/stage.ts';
import type { Subscriber } from '../../core/subscriber.ts';
import { Overtaken, type SubscriberEdit, type SubscriberRecords } from '../records/subscriber-records.ts';
import { Problem } from './problem.ts';

export async function knownSubscriber(id: string, subscribers: SubscriberRecords): Promise<Subscriber> {
  return (SUBSCRIBER_ID.test(id) ? await subscribers.get(id) : undefined) ?? unknown(id);
}

/** Changes it as `edit` says, and answers it as it is then. */
export async function changeKnown(
  id: string,
  subscribers: SubscriberRecords,
  edit: (current: Subscriber) => SubscriberEdit | undefined | Promise<SubscriberEdit | undefined>,
  now = new Date(),
): Promise<Subscriber> {
  try {
    return (SUBSCRIBER_ID.test(id) ? await subscribers.change(id, edit, now) : undefined) ?? unknown(id);
  } catch (error) {
    if (error instanceof Overtaken) throw new Problem('conflict', `${error.message} Send it again.`);
    throw error;
  }
}

/** What is being deleted does not change any more. */
export function refuseIfDeleted({ desired, id }: Subscriber): void {
  if (desired === 'deleted') throw new Problem('conflict', `The subscriber ${id} is being deleted.`);
}

function unknown(id: string): never {
  throw new Problem('not-found', `There is no subscriber ${id}.`);
}
