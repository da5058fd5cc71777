/** What could data of this JSON Schema be? For people to look at: the schema's own words first, then its bare types. */
import { pointerSteps } from './json-pointer.ts';
import type { JsonObject } from './subscriber-pattern.ts';

/** Schemas may refer to themselves. */
const MAX_DEPTH = 8;

const BARE: Record<string, unknown> = { string: 'text', integer: 1, number: 1.5, boolean: true, null: null };

const FORMATS: Record<string, string> = {
  'date-time': '2026-01-01T12:00:00Z',
  date: '2026-01-01',
  email: 'somebody@example.com',
  uri: 'https://example.com/',
  uuid: '3f2b8d0c-6a1e-4c5b-9d7f-0123456789ab',
};

/** It need not satisfy every keyword of the schema. */
export function exampleOfSchema(schema: unknown, root: unknown = schema, depth = 0): unknown {
  if (!isObject(schema) || depth > MAX_DEPTH) return {};
  const said = [schema.const, first(schema.examples), schema.default, first(schema.enum)].find(isThere);
  if (said !== undefined) return said;
  if (typeof schema.$ref === 'string') return exampleOfSchema(referred(schema.$ref, root), root, depth + 1);
  const parts = Array.isArray(schema.allOf) ? schema.allOf : [];
  const choice: unknown = first(schema.oneOf) ?? first(schema.anyOf);
  if (parts.length > 0 || choice !== undefined) {
    const { allOf: _, oneOf: __, anyOf: ___, ...own } = schema;
    const all = [own, ...parts, ...(choice === undefined ? [] : [choice])].filter(
      (part) => Object.keys(part as object).length > 0,
    );
    return merged(all.map((part) => exampleOfSchema(part, root, depth + 1)));
  }
  return exampleOfType(schema, root, depth);
}

function exampleOfType(schema: JsonObject, root: unknown, depth: number): unknown {
  const type: unknown = first(schema.type) ?? (isObject(schema.properties) ? 'object' : undefined);
  if (type === 'object') {
    const properties = isObject(schema.properties) ? schema.properties : {};
    const entries = Object.entries(properties).map(([name, inner]) => [name, exampleOfSchema(inner, root, depth + 1)]);
    return Object.fromEntries(entries);
  }
  if (type === 'array') return isObject(schema.items) ? [exampleOfSchema(schema.items, root, depth + 1)] : [];
  if (type === 'string' && typeof schema.format === 'string') return FORMATS[schema.format] ?? BARE.string;
  if ((type === 'integer' || type === 'number') && typeof schema.minimum === 'number') return schema.minimum;
  return typeof type === 'string' && type in BARE ? BARE[type] : {};
}

/** `#/$defs/thing` and the like; another document is not fetched. */
function referred(reference: string, root: unknown): unknown {
  if (!reference.startsWith('#')) return {};
  return pointerSteps(reference).reduce<unknown>((inner, step) => (isObject(inner) ? inner[step] : undefined), root);
}

function merged(examples: readonly unknown[]): unknown {
  const objects = examples.filter(isObject);
  return objects.length > 0 ? Object.assign({}, ...objects) : examples[0];
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? (value as unknown[])[0] : value;
}

function isThere(value: unknown): boolean {
  return value !== undefined;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
