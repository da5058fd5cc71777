/** How is it told what a job has done? */
import { expect, it } from 'vitest';
import type { LetterJob } from '../../../console/api/letter-jobs.ts';
import { totalCount } from '../../../console/pages/redrives/job-text.ts';

const redrive = (moved: number, total: number) => ({ id: 'red_1', selection: 'all', moved, total }) as LetterJob;

it('it is never more than all: a count of SQS that was too low is left out', () => {
  expect(totalCount(redrive(2, 2))).toBe(2);
  expect(totalCount(redrive(2, 1))).toBeUndefined();
});
