/** Operations that delete dead letters for good. */
import * as z from 'zod/mini';
import { startDiscard } from '../../job-requests/start-discard.ts';
import { invalidFields } from '../../subscribers/problem.ts';
import { operation } from '../operation.ts';
import { DISCARD, discardView } from '../views/discard-view.ts';
import { givenSelection, SELECTION_INPUT } from '../views/selection-input.ts';
import { endJob, type JobNoun, listJobs, readJob } from './job-operations.ts';

const DISCARDS: JobNoun<'discard'> = {
  ...{ kind: 'discard', plural: 'discards', tag: 'Discards' },
  ...{ schema: DISCARD, view: discardView },
};

/** Nothing is deleted because something was left out. */
const ALL_RULE = 'must be true, where neither `eventIds` nor `filter` is given';

const start = operation(
  {
    id: 'startDiscard',
    method: 'POST',
    path: '/v1/subscribers/{id}/discards',
    tag: DISCARDS.tag,
    summary: 'Delete dead letters for good: all of them, those of some events, or those that a filter finds',
    body: z
      .strictObject(
        { all: z.optional(z.literal(true, ALL_RULE).check(z.describe('All of them'))), ...SELECTION_INPUT },
        'must be an object',
      )
      .check(z.meta({ id: 'DiscardInput', description: 'Which dead letters: exactly one of the three' })),
    answers: { 202: { description: 'It is about to begin', schema: DISCARD } },
    problems: ['not-found', 'conflict'],
  },
  async ({ path: { id = '' }, body: { all, ...given } }, parts) => {
    const some = givenSelection(given);
    if ((all === undefined) === (some === undefined)) throw invalidFields([{ path: 'all', message: allFault(all) }]);
    return { status: 202, body: discardView(await startDiscard(id, { selection: some ?? { kind: 'all' } }, parts)) };
  },
);

function allFault(all: true | undefined): string {
  return all ? 'must be left out where `eventIds` or `filter` is given' : ALL_RULE;
}

export const DISCARD_OPERATIONS = [start, listJobs(DISCARDS), readJob(DISCARDS), endJob(DISCARDS)];
