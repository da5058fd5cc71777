/** Compares a dead-letter queue with the log, and puts right what differs. */
import type { ReconciliationJob } from '../../core/job.ts';
import { knownSubscriber } from '../subscribers/known-subscriber.ts';
import { beginAlone, newJob } from './begin-job.ts';
import type { JobRequestParts } from './parts.ts';
import { refuseWhileDeleted } from './refuse-while-deleted.ts';

export async function startReconciliation(subscriberId: string, parts: JobRequestParts): Promise<ReconciliationJob> {
  refuseWhileDeleted(await knownSubscriber(subscriberId, parts.subscribers));
  return beginAlone(newReconciliation(subscriberId), parts);
}

export function newReconciliation(subscriberId: string): ReconciliationJob {
  return { ...newJob('reconciliation', subscriberId), recorded: 0, removed: 0, unreadable: 0 };
}
