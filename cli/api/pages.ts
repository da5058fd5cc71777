/** What is in a list? Its pages, one after the other. */
import type { ApiClient, Query } from './api-client.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly cursor?: string;
}

const MAX_LIMIT = 100;

/** All that the list holds, or what follows the page that ended with `from`. */
export async function readAll<T>(api: ApiClient, path: string, query: Query = {}, from?: string): Promise<T[]> {
  const items: T[] = [];
  let cursor = from;
  do {
    const page: Page<T> = await api.get(path, { limit: MAX_LIMIT, ...query, cursor });
    items.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return items;
}
