/** Dead letters: listed, counted. What can be done with them stands in `letter-jobs.ts`. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { DeadLetterFilterView } from '../../lambdas/api/views/dead-letter-filter.ts';
import type { DeadLetterCountView, DeadLetterView } from '../../lambdas/api/views/dead-letter-view.ts';
import { get, path } from './client.ts';
import { useLive } from './live.ts';
import type { ListPage } from './page.ts';

export type DeadLetter = DeadLetterView;
export type DeadLetterCount = DeadLetterCountView;
export type DeadLetterFilter = DeadLetterFilterView;

export interface LettersWanted {
  /** Absent: of all subscribers. */
  readonly subscriberId?: string;
  readonly filter: DeadLetterFilter;
  readonly cursor?: string;
}

export const LETTERS_A_PAGE = 50;

export function useDeadLetters({ subscriberId, filter, cursor }: LettersWanted): UseQueryResult<ListPage<DeadLetter>> {
  const where = subscriberId === undefined ? '/v1/dead-letters' : path`/v1/subscribers/${subscriberId}/dead-letters`;
  const query = { ...filter, limit: LETTERS_A_PAGE, cursor };
  return useLive(['dead-letters', subscriberId, query], (signal) => get<ListPage<DeadLetter>>(where, query, signal));
}

/** Many take a while to count. */
const FEW = 1000;
const FEW_EVERY_MS = 3000;
const MANY_EVERY_MS = 10_000;

export function useDeadLetterCount(
  subscriberId: string,
  filter: DeadLetterFilter = {},
): UseQueryResult<DeadLetterCount> {
  return useLive(
    ['dead-letters', subscriberId, 'count', filter],
    (signal) => get<DeadLetterCount>(path`/v1/subscribers/${subscriberId}/dead-letters/count`, { ...filter }, signal),
    { everyMs: (count) => (count && count.logged > FEW ? MANY_EVERY_MS : FEW_EVERY_MS) },
  );
}
