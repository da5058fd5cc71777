/** Which events does a subscriber get? Its wishes as an EventBridge pattern. */
import { DEFAULT_SCHEMA_VERSION } from './schema-version.ts';

export interface Wishes {
  readonly eventTypes: readonly string[];
  readonly tenant?: string | undefined;
  readonly schemaVersion?: string | undefined;
  readonly filter?: JsonObject | undefined;
}

/** The top-level fields of `detail` that mean something to Fanfare's patterns; their names are stage settings. */
export interface PatternFields {
  readonly tenantField: string;
  readonly schemaVersionField: string;
}

export type JsonObject = { readonly [key: string]: unknown };

export interface FieldFault {
  /** Dotted path of the field at fault, e.g. `filter.amount`. */
  readonly path: string;
  readonly message: string;
}

/** Fanfare's own events (`fanfare.subscriber.…`) reach only those who name them. */
const OWN_EVENTS_PREFIX = 'fanfare.';

/** EventBridge's quota for a pattern. */
export const MAX_PATTERN_LENGTH = 2048;

/** EventBridge's limit for a detail-type. */
export const MAX_EVENT_TYPE_LENGTH = 128;

/** What is wrong with an event type as a wish: `*` stands alone, or ends a dotted prefix (`invoice.*`). */
export function eventTypeFault(type: string): string | undefined {
  if (type === '' || type.length > MAX_EVENT_TYPE_LENGTH) return `must have 1 to ${MAX_EVENT_TYPE_LENGTH} characters`;
  if (type === '.*') return 'must have a prefix before `.*`';
  if (type === '*' || !type.replace(/\.\*$/, '').includes('*')) return undefined;
  return 'may hold `*` only alone or as the last part, as in `invoice.*`';
}

/** The rule's pattern. */
export function subscriberPattern(
  { eventTypes, tenant, schemaVersion, filter }: Wishes,
  { tenantField, schemaVersionField }: PatternFields,
): JsonObject {
  const detail = {
    ...filter,
    ...(tenant === undefined ? {} : { [tenantField]: [tenant] }),
    ...(schemaVersion === undefined ? {} : { [schemaVersionField]: versionMatchers(schemaVersion) }),
  };
  return {
    'detail-type': eventTypes.map(typeMatcher),
    ...(Object.keys(detail).length === 0 ? {} : { detail }),
  };
}

function typeMatcher(type: string): unknown {
  if (type === '*') return { 'anything-but': { prefix: OWN_EVENTS_PREFIX } };
  return type.endsWith('.*') ? { prefix: type.slice(0, -1) } : type;
}

/** How an event says that it has none. */
const NO_VERSION = [{ exists: false }, null, ''];

/** Publishers spell versions as texts or as numbers; an event without one is of the first version. */
function versionMatchers(version: string): unknown[] {
  const number = Number(version);
  const asNumber = Number.isFinite(number) && String(number) === version ? [number] : [];
  return [version, ...asNumber, ...(version === DEFAULT_SCHEMA_VERSION ? NO_VERSION : [])];
}

/**
 * What a filter may not say, whatever EventBridge would take: `wildcard` (30 rules a bus may use it) and, beside a
 * tenant, the tenant field: a second word on it could let another tenant's events in. So with a pinned version.
 */
export function filterFaults({ tenant, schemaVersion, filter }: Wishes, fields: PatternFields): FieldFault[] {
  if (filter === undefined) return [];
  const faults: FieldFault[] = [];
  if (Object.keys(filter).length === 0) faults.push({ path: 'filter', message: 'must hold at least one field' });
  collectWildcards(filter, 'filter', faults);
  if (tenant !== undefined) collectField(filter, { field: fields.tenantField, by: 'tenant' }, 'filter', faults);
  if (schemaVersion !== undefined) {
    collectField(filter, { field: fields.schemaVersionField, by: 'schemaVersion' }, 'filter', faults);
  }
  return faults;
}

/** An operator is an object inside a value list (or inside `anything-but`); elsewhere `wildcard` is a field's name. */
function collectWildcards(value: unknown, path: string, faults: FieldFault[], isOperator = false): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (isOperator && key === 'wildcard') {
      faults.push({
        path,
        message: 'must not use `wildcard`: an event bus takes 30 rules with it; use prefix or suffix',
      });
    } else if (Array.isArray(inner)) {
      for (const item of inner) collectWildcards(item, `${path}.${key}`, faults, key !== '$or');
    } else collectWildcards(inner, `${path}.${key}`, faults, isOperator);
  }
}

/** A field of `detail` that a setting of the subscriber speaks of already. */
interface TakenField {
  readonly field: string;
  /** The setting. */
  readonly by: string;
}

/** The field at the top level, and in every branch of `$or` there. A dotted key reaches into a field's inside. */
function collectField(filter: JsonObject, taken: TakenField, path: string, faults: FieldFault[]): void {
  for (const [key, inner] of Object.entries(filter)) {
    if (key === taken.field || key.startsWith(`${taken.field}.`)) {
      faults.push({ path: `${path}.${key}`, message: `is set by \`${taken.by}\`; a filter cannot speak of it too` });
    } else if (key === '$or' && Array.isArray(inner)) {
      inner.forEach((branch: unknown, index) => {
        if (typeof branch === 'object' && branch !== null) {
          collectField(branch as JsonObject, taken, `${path}.$or.${index}`, faults);
        }
      });
    }
  }
}
