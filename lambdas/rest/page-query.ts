/** Which page of which list is asked for? Query parameters, `limit` and an opaque `cursor`, checked. */
import * as z from 'zod/mini';
import { wholeNumberText } from '../schema/fields.ts';
import { invalidFields } from '../subscribers/problem.ts';

const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 100;
/** The longest position is an event type's name; a key of DynamoDB's has at most 1,024 bytes. */
const MAX_CURSOR_LENGTH = 720;

/** The parameters of a request. Those that are not known, or given twice, are refused. */
export function readQuery(
  parameters: Readonly<Record<string, readonly string[]>>,
  known: readonly string[],
): Record<string, string> {
  const faults = Object.entries(parameters).flatMap(([path, values]) => {
    if (!known.includes(path)) return [{ path, message: 'is not a known query parameter here' }];
    return values.length > 1 ? [{ path, message: 'must be given once' }] : [];
  });
  if (faults.length > 0) throw invalidFields(faults);
  return Object.fromEntries(Object.entries(parameters).map(([name, [value = '']]) => [name, value]));
}

/** The parameters of every list. */
export const PAGE_PARAMETERS = {
  limit: z.optional(wholeNumberText(1, MAX_LIMIT).check(z.describe(`How many at most (${DEFAULT_LIMIT})`))),
  cursor: z.optional(z.string().check(z.describe('`cursor` of the page before'))),
};

interface Page {
  readonly limit: number;
  /** The position the page before ended at. */
  readonly position?: string;
}

/** `list` names the list: the cursor of another one is refused. */
function readPage(
  { limit = DEFAULT_LIMIT, cursor }: { readonly limit?: number | undefined; readonly cursor?: string | undefined },
  list: string,
): Page {
  return cursor === undefined ? { limit } : { limit, position: readCursor(cursor, list) };
}

function readCursor(cursor: string, list: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const position = text.startsWith(`${list}:`) ? text.slice(list.length + 1) : '';
  if (position !== '' && cursor.length <= MAX_CURSOR_LENGTH && toCursor(list, position) === cursor) return position;
  throw invalidFields([{ path: 'cursor', message: 'must be a cursor that this list has answered' }]);
}

function toCursor(list: string, position: string): string {
  return Buffer.from(`${list}:${position}`, 'utf8').toString('base64url');
}

/** What a store reads of a list. */
interface StorePage<T> {
  readonly items: readonly T[];
  /** The position after which the next page begins. */
  readonly next?: string;
}

/** A function answers at most 6 MB, and JSON within JSON grows a little. */
const MAX_PAGE_BYTES = 4_500_000;

/** The answer of every list. Where so many would be too large for one answer, the page is shorter. */
export async function listAnswer<T, V extends object>(
  list: string,
  page: { readonly limit?: number | undefined; readonly cursor?: string | undefined },
  read: (limit: number, position: string | undefined) => Promise<StorePage<T>>,
  view: (item: T) => V,
): Promise<{ items: readonly V[]; cursor?: string }> {
  const { limit, position } = readPage(page, list);
  let { items, next } = await read(limit, position);
  let shown = items.map(view);
  const fitting = countFitting(shown);
  if (fitting < items.length) {
    ({ items, next } = await read(fitting, position));
    shown = items.map(view);
  }
  return next === undefined ? { items: shown } : { items: shown, cursor: toCursor(list, next) };
}

/** At least one: no item is too large by itself. */
function countFitting(items: readonly object[]): number {
  let bytes = 0;
  const first = items.findIndex((item) => {
    bytes += Buffer.byteLength(JSON.stringify(item));
    return bytes > MAX_PAGE_BYTES;
  });
  return first === -1 ? items.length : Math.max(first, 1);
}

/** The schema of such an answer. */
export function listOf<T extends z.ZodMiniType>(item: T) {
  const cursor = z.optional(z.string().check(z.describe('Where the next page begins; absent on the last')));
  return z.strictObject({ items: z.array(item), cursor });
}
