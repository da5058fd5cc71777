/** What does the API show of a discard? */
import * as z from 'zod/mini';
import type { DiscardJob } from '../../../core/job.ts';
import type { Shown } from '../../schema/shown.ts';
import { JOB_END, JOB_HEAD, jobEnds, SELECTION_FIELDS, selectionView, WALK_FIELDS } from './job-view.ts';

export const DISCARD = z
  .strictObject({
    ...JOB_HEAD,
    ...SELECTION_FIELDS,
    ...WALK_FIELDS,
    discarded: z.int().check(z.describe('How many it has deleted for good')),
    ...JOB_END,
  })
  .check(z.meta({ id: 'Discard' }));

export type DiscardView = Shown<typeof DISCARD>;

export function discardView(job: DiscardJob): DiscardView {
  return { ...jobEnds(job), ...selectionView(job), discarded: job.discarded };
}
