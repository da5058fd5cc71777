/** How does a page follow what it shows? It asks again every few seconds while it is visible. */
import { type UseQueryResult, useQuery } from '@tanstack/react-query';

/** Whether nothing moves any more is seen from the answer: then it is asked less often. */
export interface LiveOptions<T> {
  /** `false` is never again. @default 3000 */
  readonly everyMs?: number | ((answer: T | undefined, error: Error | null) => number | false);
  /** @default true */
  readonly enabled?: boolean;
}

const EVERY_MS = 3000;

/** `key` begins with the noun: `['subscribers', id]`, so that a change can let all of that noun be asked again. */
export function useLive<T>(
  key: readonly unknown[],
  ask: (signal: AbortSignal) => Promise<T>,
  { everyMs = EVERY_MS, enabled = true }: LiveOptions<T> = {},
): UseQueryResult<T> {
  return useQuery<T>({
    queryKey: key,
    queryFn: ({ signal }) => ask(signal),
    enabled,
    refetchInterval: ({ state }) => (typeof everyMs === 'number' ? everyMs : everyMs(state.data, state.error)),
  });
}
