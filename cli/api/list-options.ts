/** How much of a list is wanted? The options of every `list`, and its answer. */
import type { Command } from 'commander';
import { wholeNumber } from '../command.ts';
import type { Column } from '../output/table.ts';
import type { Session } from '../session.ts';
import type { Query } from './api-client.ts';
import { type Page, readAll } from './pages.ts';

export interface ListOptions {
  readonly limit?: number;
  readonly cursor?: string;
  readonly all?: boolean;
}

export function addListOptions(command: Command): Command {
  return command
    .option('--all', 'every page, not only the first; with --cursor every one from there on')
    .option('--limit <n>', 'how many on a page, 1 to 100 (default 25)', wholeNumber(1, 100))
    .option('--cursor <cursor>', 'go on where the page before ended');
}

/** Shows a list: a table, or the API's own JSON. */
export async function showList<T>(
  session: Session,
  path: string,
  query: Query,
  { limit, cursor, all = false }: ListOptions,
  columns: readonly Column<T>[],
): Promise<void> {
  const api = await session.api();
  const page: Page<T> = all
    ? { items: await readAll<T>(api, path, { ...query, limit: limit ?? 100 }, cursor) }
    : await api.get(path, { ...query, limit, cursor });
  if (session.isJson) return session.out.json(page);
  if (page.items.length === 0) session.out.note(page.cursor === undefined ? 'There are none.' : 'None so far.');
  else session.out.table(columns, page.items);
  if (page.cursor !== undefined) session.out.note(`There are more: --all, or --cursor ${page.cursor}`);
}
