/** A subscriber that is being deleted loses its dead letters with its queues: nothing is to be done about them any more. */
import type { Subscriber } from '../../core/subscriber.ts';
import { Problem } from '../subscribers/problem.ts';

export function refuseWhileDeleted({ id, desired }: Subscriber): void {
  if (desired === 'deleted') throw new Problem('conflict', `The subscriber ${id} is being deleted.`);
}
