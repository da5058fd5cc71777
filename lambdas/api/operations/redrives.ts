/** Operations that put dead letters back on their subscriber's queue. */
import * as z from 'zod/mini';
import { MAX_REDRIVE_RATE } from '../../../core/job.ts';
import { startRedrive } from '../../job-requests/start-redrive.ts';
import { wholeNumber } from '../../schema/fields.ts';
import { operation } from '../operation.ts';
import { REDRIVE, redriveView } from '../views/redrive-view.ts';
import { givenSelection, SELECTION_INPUT } from '../views/selection-input.ts';
import { endJob, type JobNoun, listJobs, readJob } from './job-operations.ts';

const REDRIVES: JobNoun<'redrive'> = {
  ...{ kind: 'redrive', plural: 'redrives', tag: 'Redrives' },
  ...{ schema: REDRIVE, view: redriveView },
};

const start = operation(
  {
    id: 'startRedrive',
    method: 'POST',
    path: '/v1/subscribers/{id}/redrives',
    tag: REDRIVES.tag,
    summary: 'Put dead letters back on the queue: all of them, those of some events, or those that a filter finds',
    body: z
      .strictObject(
        {
          ...SELECTION_INPUT,
          ratePerSecond: z.optional(
            wholeNumber(1, MAX_REDRIVE_RATE).check(z.describe('At most so many; else as fast as SQS goes')),
          ),
        },
        'must be an object',
      )
      .check(z.meta({ id: 'RedriveInput', description: 'Which dead letters; all where nothing is said' })),
    bodyIsOptional: true,
    answers: { 202: { description: 'It is about to begin', schema: REDRIVE } },
    problems: ['not-found', 'conflict'],
  },
  async ({ path: { id = '' }, body: { ratePerSecond, ...given } }, parts) => {
    const selection = givenSelection(given) ?? { kind: 'all' };
    const asked = { selection, ...(ratePerSecond === undefined ? {} : { ratePerSecond }) };
    return { status: 202, body: redriveView(await startRedrive(id, asked, parts)) };
  },
);

export const REDRIVE_OPERATIONS = [start, listJobs(REDRIVES), readJob(REDRIVES), endJob(REDRIVES)];
