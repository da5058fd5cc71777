/** Which page of a list is asked for? `limit` and an opaque `cursor`, checked. */
import { invalidFields } from './problem.ts';

const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 100;

export interface PageQuery {
  readonly limit: number;
  /** The position the page before ended at. */
  readonly position?: string;
}

export function readPageQuery(query: Readonly<Record<string, string>>): PageQuery {
  const limit = query.limit === undefined ? DEFAULT_LIMIT : Number(query.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw invalidFields([{ path: 'limit', message: `must be a whole number from 1 to ${MAX_LIMIT}` }]);
  }
  if (query.cursor === undefined) return { limit };
  const position = Buffer.from(query.cursor, 'base64url').toString('utf8');
  if (position === '' || toCursor(position) !== query.cursor) {
    throw invalidFields([{ path: 'cursor', message: 'is not a cursor of a list answered before' }]);
  }
  return { limit, position };
}

export function toCursor(position: string): string {
  return Buffer.from(position, 'utf8').toString('base64url');
}

/** The answer of every list. */
export function listAnswer<T>(items: readonly T[], next: string | undefined): { items: readonly T[]; cursor?: string } {
  return next === undefined ? { items } : { items, cursor: toCursor(next) };
}

/** Refuses query parameters a list does not know. */
export function refuseUnknown(query: Readonly<Record<string, string>>, known: readonly string[]): void {
  const unknown = Object.keys(query).filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw invalidFields(unknown.map((path) => ({ path, message: `is not one of ${known.join(', ')}` })));
  }
}
