/** Which dead letters does the list show now? Those that the address names, as fresh as is good for whoever chooses. */
import { useEffect, useMemo, useState } from 'react';
import { useDeadLetters } from '../../api/dead-letters.ts';
import { useUrlParam } from '../../parts/url-param.ts';
import type { ChosenLetters } from './chosen-letters.ts';
import { useFilterInAddress } from './filter-in-address.ts';
import { type ListedPage, stillListed } from './listed-letters.ts';

export function useShownLetters(subscriberId: string | undefined, chosen: ChosenLetters) {
  const [filter, setFilter] = useFilterInAddress();
  const [cursor] = useUrlParam('cursor');
  const wanted = { filter, ...(subscriberId ? { subscriberId } : {}), ...(cursor === '' ? {} : { cursor }) };
  const query = useDeadLetters(wanted);
  // Those of another filter are not shown under this one: they could be chosen by mistake.
  const answer = query.isPlaceholderData ? undefined : query.data;
  const fresh = useMemo(() => answer && { cursor, items: answer.items, next: answer.cursor }, [answer, cursor]);
  useEffect(() => {
    if (fresh) chosen.keepListed(fresh);
  }, [fresh, chosen]);
  const page = useStanding(fresh, JSON.stringify(wanted), chosen.letters.length > 0);
  return { page, isLoading: page === undefined && !query.error, query, filter, setFilter };
}

/**
 * While some are chosen the list stands still: what one is about to click does not move away. Only what is gone goes.
 * `of`: which list it is, and which of its pages.
 */
function useStanding(fresh: ListedPage | undefined, of: string, isStill: boolean): ListedPage | undefined {
  const [before, setBefore] = useState<{ readonly of: string; readonly page: ListedPage }>();
  if (!fresh) return undefined;
  if (isStill && before?.of === of) return stillListed(before.page, fresh);
  if (before?.page !== fresh || before.of !== of) setBefore({ of, page: fresh });
  return fresh;
}
