/** Operations that look at dead letters. */
import * as z from 'zod/mini';
import type { DeadLetterFilter } from '../../../core/dead-letter.ts';
import { listAnswer, listOf, PAGE_PARAMETERS } from '../../rest/page-query.ts';
import { knownSubscriber } from '../../subscribers/known-subscriber.ts';
import { operation } from '../operation.ts';
import type { ApiParts } from '../parts.ts';
import { DEAD_LETTER_FILTER_FIELDS, givenFilter } from '../views/dead-letter-filter.ts';
import { DEAD_LETTER, DEAD_LETTER_COUNT, type DeadLetterCountView, deadLetterView } from '../views/dead-letter-view.ts';

const tag = 'Dead letters';
const query = z.strictObject({ ...DEAD_LETTER_FILTER_FIELDS, ...PAGE_PARAMETERS });
const answers = {
  200: { description: 'A page of them; with a filter it may be short, and more follow', schema: listOf(DEAD_LETTER) },
};

const ofAll = operation(
  {
    id: 'listDeadLetters',
    method: 'GET',
    path: '/v1/dead-letters',
    tag,
    summary: 'The dead letters of all subscribers, newest death first',
    query,
    answers,
  },
  async ({ query: { limit, cursor, ...given } }, { deliveries }) => {
    const filter = givenFilter(given);
    const read = (many: number, before?: string) => deliveries.deadLetters(undefined, filter, many, before);
    return { status: 200, body: await listAnswer('dead-letters', { limit, cursor }, read, shownNow()) };
  },
);

const ofSubscriber = operation(
  {
    id: 'listDeadLettersOfSubscriber',
    method: 'GET',
    path: '/v1/subscribers/{id}/dead-letters',
    tag,
    summary: "A subscriber's dead letters, newest death first",
    query,
    answers,
    problems: ['not-found'],
  },
  async ({ path: { id: asked = '' }, query: { limit, cursor, ...given } }, { subscribers, deliveries }) => {
    const filter = givenFilter(given);
    const read = async (many: number, before?: string) => {
      const { id } = await knownSubscriber(asked, subscribers);
      return deliveries.deadLetters(id, filter, many, before);
    };
    return { status: 200, body: await listAnswer(`dead-letters-of-${asked}`, { limit, cursor }, read, shownNow()) };
  },
);

function shownNow() {
  const now = new Date();
  return (delivery: Parameters<typeof deadLetterView>[0]) => deadLetterView(delivery, now);
}

const count = operation(
  {
    id: 'countDeadLetters',
    method: 'GET',
    path: '/v1/subscribers/{id}/dead-letters/count',
    tag,
    summary: 'How many dead letters a subscriber has, by the log and by its queue',
    query: z.strictObject(DEAD_LETTER_FILTER_FIELDS),
    answers: { 200: { description: 'The counts', schema: DEAD_LETTER_COUNT } },
    problems: ['not-found'],
  },
  async ({ path, query: given }, parts) => {
    const filter = givenFilter(given);
    const { id } = await knownSubscriber(path.id ?? '', parts.subscribers);
    return { status: 200, body: await counted(id, filter, parts) };
  },
);

/** The queue cannot be asked about a part of what it holds. */
async function counted(
  id: string,
  filter: DeadLetterFilter,
  { deliveries, gauge }: ApiParts,
): Promise<DeadLetterCountView> {
  const isAll = Object.keys(filter).length === 0;
  const [inLog, inQueue] = await Promise.all([deliveries.countDead(id, filter), isAll ? gauge.read(id) : undefined]);
  const { count: logged, isComplete } = inLog;
  if (!inQueue) return { logged, isComplete };
  const queued = inQueue.deadLetters;
  return { logged, isComplete, queued, ...(isComplete ? { agree: logged === queued } : {}) };
}

export const DEAD_LETTER_OPERATIONS = [ofAll, ofSubscriber, count];
