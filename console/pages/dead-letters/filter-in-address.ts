/** Which dead letters are shown? The address says it, so that what one sees can be sent to somebody. */
import type { DeadLetterFilter } from '../../api/dead-letters.ts';
import { useUrlParams } from '../../parts/url-param.ts';

const FIELDS = ['eventType', 'reason', 'from', 'to'] as const;

export function useFilterInAddress(): [DeadLetterFilter, (filter: DeadLetterFilter) => void] {
  const [params, change] = useUrlParams();
  const given = FIELDS.flatMap((name) => {
    const value = params.get(name);
    return value ? [[name, value]] : [];
  });
  const set = (filter: DeadLetterFilter) =>
    change({ ...Object.fromEntries(FIELDS.map((name) => [name, filter[name]])), cursor: undefined }, 'push');
  // A reason that is none is refused by the API, by name.
  return [Object.fromEntries(given) as DeadLetterFilter, set];
}

export function isEmptyFilter(filter: DeadLetterFilter): boolean {
  return FIELDS.every((name) => filter[name] === undefined);
}
