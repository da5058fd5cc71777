/** Deletes dead letters for good. */
import type { DiscardJob, Selection } from '../../core/job.ts';
import { knownSubscriber } from '../subscribers/known-subscriber.ts';
import { beginAlone, newJob } from './begin-job.ts';
import type { JobRequestParts } from './parts.ts';
import { refuseWhileDeleted } from './refuse-while-deleted.ts';

export async function startDiscard(
  subscriberId: string,
  { selection }: { readonly selection: Selection },
  parts: JobRequestParts,
): Promise<DiscardJob> {
  refuseWhileDeleted(await knownSubscriber(subscriberId, parts.subscribers));
  return beginAlone({ ...newJob('discard', subscriberId), selection, discarded: 0 }, parts);
}
