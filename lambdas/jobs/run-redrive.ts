/** A step of a redrive. All letters are moved by SQS itself, chosen ones by a walk. */
import type { RedriveJob } from '../../core/job.ts';
import { moveAll } from './move-all.ts';
import { moveChosen } from './move-chosen.ts';
import type { RunStep } from './step.ts';

export const runRedrive: RunStep<RedriveJob> = async (job, parts, deadlineMs) =>
  job.selection.kind === 'all' ? moveAll(job, parts, deadlineMs) : moveChosen(job, parts, deadlineMs);
