/** Which dead letters does the list show now? Those that the address names, as fresh as is good for whoever chooses. */
import { type DeadLetterFilter, useDeadLetters } from '../../api/dead-letters.ts';
import { useUrlParam } from '../../parts/url-param.ts';
import type { ChosenLetters } from './chosen-letters.ts';
import { useFilterInAddress } from './filter-in-address.ts';

/** While some are chosen the list stands still: what one is about to click does not move away. */
const STANDING_STILL_MS = 24 * 3_600_000;

export function useShownLetters(subscriberId: string | undefined, chosen: ChosenLetters) {
  const [filter, changeFilter] = useFilterInAddress();
  const [cursor] = useUrlParam('cursor');
  const wanted = { filter, ...(subscriberId ? { subscriberId } : {}), ...(cursor === '' ? {} : { cursor }) };
  const query = useDeadLetters(wanted, chosen.letters.length > 0 ? { everyMs: STANDING_STILL_MS } : {});
  // Those of another filter are not shown under this one: they could be chosen by mistake.
  const page = query.isPlaceholderData ? undefined : query.data;
  const setFilter = (wish: DeadLetterFilter) => {
    chosen.clear();
    changeFilter(wish);
  };
  const isLoading = page === undefined && !query.error;
  return { letters: page?.items ?? [], next: page?.cursor, isLoading, query, filter, setFilter };
}
