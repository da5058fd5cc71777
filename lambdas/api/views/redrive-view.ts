/** What does the API show of a redrive? */
import * as z from 'zod/mini';
import type { RedriveJob } from '../../../core/job.ts';
import type { Shown } from '../../schema/shown.ts';
import { JOB_END, JOB_HEAD, jobEnds, SELECTION_FIELDS, selectionView, WALK_FIELDS } from './job-view.ts';

export const REDRIVE = z
  .strictObject({
    ...JOB_HEAD,
    ...SELECTION_FIELDS,
    ratePerSecond: z.optional(z.int()),
    ...WALK_FIELDS,
    moved: z.int().check(z.describe("How many it has put back on the subscriber's queue")),
    ...JOB_END,
  })
  .check(z.meta({ id: 'Redrive' }));

export type RedriveView = Shown<typeof REDRIVE>;

export function redriveView(job: RedriveJob): RedriveView {
  const { ratePerSecond, moved } = job;
  return { ...jobEnds(job), ...selectionView(job), ...(ratePerSecond === undefined ? {} : { ratePerSecond }), moved };
}
