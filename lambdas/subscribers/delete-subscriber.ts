/** Deletes a subscriber: `provision` removes what it has. What waits in its queues is gone with them. */
import type { Subscriber } from '../../core/subscriber.ts';
import { changeKnown, knownSubscriber } from './known-subscriber.ts';
import type { SubscriberParts } from './parts.ts';
import { Problem } from './problem.ts';

/** Refused while dead letters wait, unless `force`. Deleting what is being deleted changes nothing; a failed one again. */
export async function deleteSubscriber(
  id: string,
  { force }: { readonly force: boolean },
  { subscribers, gauge }: SubscriberParts,
): Promise<Subscriber> {
  const known = await knownSubscriber(id, subscribers);
  if (!force && known.desired !== 'deleted') {
    const { deadLetters } = await gauge.read(id);
    if (deadLetters > 0) {
      const waiting = deadLetters === 1 ? '1 dead letter waits' : `${deadLetters} dead letters wait`;
      throw new Problem('conflict', `${waiting} for the subscriber ${id}: redrive them, or delete with force=true.`);
    }
  }
  return changeKnown(id, subscribers, ({ desired, status }) =>
    desired === 'deleted' && status !== 'failed'
      ? undefined
      : { desired: 'deleted', status: 'deleting', failure: undefined },
  );
}
