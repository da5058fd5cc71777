/** What does the API show of a reconciliation? */
import * as z from 'zod/mini';
import type { ReconciliationJob } from '../../../core/job.ts';
import type { Shown } from '../../schema/shown.ts';
import { JOB_END, JOB_HEAD, jobEnds } from './job-view.ts';

const d = z.describe;

export const RECONCILIATION = z
  .strictObject({
    ...JOB_HEAD,
    examined: z.int().check(d('How many messages of the dead-letter queue it has looked at')),
    recorded: z.int().check(d('How many of them the log did not know as dead, and knows now')),
    removed: z.int().check(d('How many were delivered or discarded already, and are gone from the queue')),
    unreadable: z.int().check(d('How many hold no event: they stay where they are')),
    unmatched: z.optional(z.int().check(d('How many deliveries the log has as dead without a message in the queue'))),
    ...JOB_END,
  })
  .check(z.meta({ id: 'Reconciliation' }));

export type ReconciliationView = Shown<typeof RECONCILIATION>;

export function reconciliationView(job: ReconciliationJob): ReconciliationView {
  const { examined, recorded, removed, unreadable, unmatched } = job;
  return {
    ...jobEnds(job),
    ...{ examined, recorded, removed, unreadable },
    ...(unmatched === undefined ? {} : { unmatched }),
  };
}
