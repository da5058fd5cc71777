/** Which subscribers has this resource of this stack made before? Their metadata says so. */
import { isDeepStrictEqual } from 'node:util';
import type { Subscriber } from '../../core/subscriber.ts';
import type { SubscriberRecords } from '../records/subscriber-records.ts';

const PAGE = 100;

/** Reads all subscribers: for the rare case that CloudFormation lost track of one. Oldest first, none that is being deleted. */
export async function ownSubscribers(
  owner: Readonly<Record<string, string>>,
  subscribers: SubscriberRecords,
): Promise<Subscriber[]> {
  const own: Subscriber[] = [];
  let after: string | undefined;
  do {
    const { items, next } = await subscribers.list({}, PAGE, after);
    own.push(...items.filter((subscriber) => subscriber.desired !== 'deleted' && isOf(subscriber, owner)));
    after = next;
  } while (after !== undefined);
  return own;
}

function isOf({ metadata = {} }: Subscriber, owner: Readonly<Record<string, string>>): boolean {
  const noted = Object.fromEntries(Object.keys(owner).map((key) => [key, metadata[key]]));
  return isDeepStrictEqual(noted, owner);
}
