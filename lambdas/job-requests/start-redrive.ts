/** Puts dead letters back on their subscriber's queue, where it can take them. */
import type { RedriveJob, Selection } from '../../core/job.ts';
import type { Subscriber } from '../../core/subscriber.ts';
import { knownSubscriber } from '../subscribers/known-subscriber.ts';
import { Problem } from '../subscribers/problem.ts';
import { beginAlone, newJob } from './begin-job.ts';
import type { JobRequestParts } from './parts.ts';
import { refuseWhileDeleted } from './refuse-while-deleted.ts';

export interface WantedRedrive {
  readonly selection: Selection;
  /** As fast as SQS and the walk go, where it is not said. */
  readonly ratePerSecond?: number;
}

export async function startRedrive(
  subscriberId: string,
  wanted: WantedRedrive,
  parts: JobRequestParts,
): Promise<RedriveJob> {
  refuseUnlessDelivering(await knownSubscriber(subscriberId, parts.subscribers));
  return beginAlone({ ...newJob('redrive', subscriberId), ...wanted, moved: 0 }, parts);
}

function refuseUnlessDelivering(subscriber: Subscriber): void {
  const { id, desired, status } = subscriber;
  refuseWhileDeleted(subscriber);
  if (desired === 'disabled') {
    const detail = `The subscriber ${id} is disabled, so its letters would be dead again at once. Enable it first.`;
    throw new Problem('conflict', detail);
  }
  if (status === 'failed') {
    throw new Problem(
      'conflict',
      `The subscriber ${id} could not be provisioned: see its \`failure\`, then enable it.`,
    );
  }
}
