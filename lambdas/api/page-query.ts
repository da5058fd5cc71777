/** Which page of a list is asked for? Query parameters, `limit` and an opaque `cursor`, checked. */
import { invalidFields } from './problem.ts';

const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 100;
const MAX_CURSOR_LENGTH = 512;

export type Query = Readonly<Record<string, string>>;

/** The parameters of a request. Those that are not known, or given twice, are refused. */
export function readQuery(parameters: Readonly<Record<string, readonly string[]>>, known: readonly string[]): Query {
  const faults = Object.entries(parameters).flatMap(([path, values]) => {
    if (!known.includes(path)) return [{ path, message: 'is not a known query parameter here' }];
    return values.length > 1 ? [{ path, message: 'must be given once' }] : [];
  });
  if (faults.length > 0) throw invalidFields(faults);
  return Object.fromEntries(Object.entries(parameters).map(([name, [value = '']]) => [name, value]));
}

export interface PageQuery {
  readonly limit: number;
  /** The position the page before ended at. */
  readonly position?: string;
}

/** `list` names the list: the cursor of another one is refused. */
export function readPageQuery({ limit, cursor }: Query, list: string): PageQuery {
  const page = { limit: limit === undefined ? DEFAULT_LIMIT : readLimit(limit) };
  return cursor === undefined ? page : { ...page, position: readCursor(cursor, list) };
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw invalidFields([{ path: 'limit', message: `must be a whole number from 1 to ${MAX_LIMIT}` }]);
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

/** The answer of every list. */
export function listAnswer<T>(
  items: readonly T[],
  list: string,
  next: string | undefined,
): { items: readonly T[]; cursor?: string } {
  return next === undefined ? { items } : { items, cursor: toCursor(list, next) };
}
