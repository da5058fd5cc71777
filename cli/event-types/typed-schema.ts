/**
 * What does a catalogue's schema say about shape? That alone is kept, and in the older words the generator of types knows:
 * of what it would take literally, such as names and code of its own, nothing is left.
 */
import type { JsonObject } from '../../core/subscriber-pattern.ts';

const COPIED = ['type', 'enum', 'const', 'required'];
const MAPS_OF_SCHEMAS = ['properties', '$defs', 'definitions'];
const LISTS_OF_SCHEMAS = ['allOf', 'anyOf', 'oneOf'];
const SHAPES = ['$ref', 'type', 'enum', 'const', 'properties', 'items', ...LISTS_OF_SCHEMAS];

/** Throws an `Error` whose message says which part cannot be a type. An event's data is an object, said or not. */
export function typedSchema(schema: JsonObject): JsonObject {
  const typed = typedPart(schema) as JsonObject;
  return hasShape(typed) ? typed : { ...typed, type: 'object', additionalProperties: true };
}

function typedPart(schema: unknown): unknown {
  if (!isObject(schema)) return schema;
  const typed: Record<string, unknown> = { ...wordsOf(schema), ...itemsOf(schema) };
  for (const keyword of COPIED) if (keyword in schema) typed[keyword] = schema[keyword];
  for (const keyword of MAPS_OF_SCHEMAS) if (isObject(schema[keyword])) typed[keyword] = typedMap(schema[keyword]);
  for (const keyword of LISTS_OF_SCHEMAS) {
    const parts = Array.isArray(schema[keyword]) ? schema[keyword].map(typedPart) : [];
    // A choice such as "this one or that one is required" has no type of its own.
    if (parts.length > 0 && parts.every(hasShape)) typed[keyword] = parts;
  }
  Object.assign(typed, othersOf(schema));
  return schema.$ref === undefined ? typed : withReference(typed, schema.$ref);
}

/** What the properties may be that it does not name. */
function othersOf(schema: JsonObject): JsonObject {
  const { properties, patternProperties, additionalProperties: rest, type } = schema;
  const patterns = isObject(patternProperties) ? Object.values(patternProperties) : [];
  if (rest === undefined && patterns.length === 0) {
    return properties === undefined && [type].flat().includes('object') ? { additionalProperties: true } : {};
  }
  const others = [...patterns, ...(rest === undefined || rest === false ? [] : [rest])];
  if (others.length === 0) return { additionalProperties: false };
  // TypeScript wants what an index may be to hold for the named ones as well: `unknown` does.
  const isNamed = Object.keys(properties ?? {}).length > 0;
  return { additionalProperties: isNamed || others.length > 1 ? true : typedPart(others[0]) };
}

function typedMap(schemas: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, typedPart(schema)]));
}

/** What stands beside a reference is said of this place only: the definition keeps its own words and name. */
function withReference(typed: Record<string, unknown>, reference: unknown): unknown {
  if (typeof reference !== 'string' || !/^#(\/|$)/.test(reference)) {
    throw new Error(
      `it refers to ${JSON.stringify(reference)}: only places in the same schema can be followed, as #/$defs/…`,
    );
  }
  if (Object.keys(typed).length === 0) return { $ref: reference };
  const others = Array.isArray(typed.allOf) ? (typed.allOf as unknown[]) : [];
  return { ...typed, allOf: [{ $ref: reference }, ...others] };
}

/** Lists of which each item has its own schema were `items` once, now `prefixItems`. */
function itemsOf({ items, prefixItems, additionalItems }: JsonObject): JsonObject {
  const first = Array.isArray(prefixItems) ? prefixItems : items;
  const rest = Array.isArray(prefixItems) ? items : additionalItems;
  if (!Array.isArray(first)) return items === undefined ? {} : { items: typedPart(items) };
  return { items: first.map(typedPart), additionalItems: typedPart(rest ?? true) };
}

/** Its comment: what the schema says of itself. */
function wordsOf({ title, description, deprecated }: JsonObject): JsonObject {
  const words = [description ?? title, deprecated === true ? '@deprecated' : undefined];
  const said = words.filter((word) => typeof word === 'string' && word !== '');
  return said.length === 0 ? {} : { description: said.join('\n\n') };
}

function hasShape(schema: unknown): boolean {
  return !isObject(schema) || SHAPES.some((keyword) => keyword in schema);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
