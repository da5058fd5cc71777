/** Which version of its type's schema does an event follow? */

/** The version of an event that names none: publishers begin without versions. */
export const DEFAULT_SCHEMA_VERSION = '1';

const VERSION = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,30}[A-Za-z0-9])?$/;

/** What is wrong with a version's name, said after the field's; `undefined` when nothing is. */
export function schemaVersionFault(version: string): string | undefined {
  return VERSION.test(version) ? undefined : 'must have 1 to 32 of A-Z, a-z, 0-9 and inner `.`, `_`, `-`';
}

/** The version that an event's detail says it has: publishers write a text or a number. */
export function schemaVersionOf(detail: unknown, field: string): string {
  const value = typeof detail === 'object' && detail !== null ? (detail as Record<string, unknown>)[field] : undefined;
  const isSaid = (typeof value === 'string' && value !== '') || typeof value === 'number';
  return isSaid ? String(value) : DEFAULT_SCHEMA_VERSION;
}
