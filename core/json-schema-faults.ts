/**
 * Can a JSON Schema (2020-12) be used at all? What a validator finds only when data comes by: a type there is none of, a
 * pattern that is no regular expression, a reference that leads nowhere.
 */
import { pointerSteps } from './json-pointer.ts';
import type { FieldFault, JsonObject } from './subscriber-pattern.ts';

const TYPES = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];

/** Keywords that hold one schema, a list of them, or an object of them. */
const ONE = [
  ...['items', 'contains', 'additionalProperties', 'unevaluatedProperties', 'unevaluatedItems', 'propertyNames'],
  ...['not', 'if', 'then', 'else'],
];
const LISTS = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const OBJECTS = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'];

/** Every fault with its place below `path`. The schema describes an event's data, which is an object. */
export function jsonSchemaFaults(schema: JsonObject, path: string): FieldFault[] {
  const { type } = schema;
  if (type !== undefined && ![type].flat().includes('object')) {
    return [{ path: `${path}.type`, message: 'must allow `object`: the data of an event is one' }];
  }
  return faultsOf(schema, path, schema);
}

function faultsOf(schema: unknown, path: string, root: JsonObject): FieldFault[] {
  if (typeof schema === 'boolean') return [];
  if (!isObject(schema)) return [{ path, message: 'must be a JSON Schema: an object, true or false' }];
  return [...ownFaults(schema, path, root), ...innerFaults(schema, path, root)];
}

function ownFaults({ type, required, pattern, $ref, enum: values }: JsonObject, path: string, root: JsonObject) {
  const faults: FieldFault[] = [];
  const fault = (keyword: string, message: string) => faults.push({ path: `${path}.${keyword}`, message });
  if (type !== undefined && ![type].flat().every((each) => TYPES.includes(String(each)))) {
    fault('type', `must be one of ${TYPES.join(', ')}, or a list of them`);
  }
  if (required !== undefined && !isListOfTexts(required)) fault('required', 'must be a list of field names');
  if (values !== undefined && !Array.isArray(values)) fault('enum', 'must be a list');
  if (pattern !== undefined && !isRegularExpression(pattern)) fault('pattern', 'must be a regular expression');
  if ($ref !== undefined && !leadsSomewhere($ref, root)) {
    fault('$ref', 'must lead to a place in this schema, as in `#/$defs/money`: others are not fetched');
  }
  return faults;
}

function innerFaults(schema: JsonObject, path: string, root: JsonObject): FieldFault[] {
  const at = (keyword: string) => `${path}.${keyword}`;
  return [
    ...ONE.filter((keyword) => keyword in schema).flatMap((keyword) => faultsOf(schema[keyword], at(keyword), root)),
    ...LISTS.filter((keyword) => keyword in schema).flatMap((keyword) => {
      const list = schema[keyword];
      if (!Array.isArray(list)) return [{ path: at(keyword), message: 'must be a list of JSON Schemas' }];
      return list.flatMap((each, index) => faultsOf(each, `${at(keyword)}.${index}`, root));
    }),
    ...OBJECTS.filter((keyword) => keyword in schema).flatMap((keyword) => {
      const object = schema[keyword];
      if (!isObject(object)) return [{ path: at(keyword), message: 'must be an object of JSON Schemas' }];
      return Object.entries(object).flatMap(([name, each]) => faultsOf(each, `${at(keyword)}.${name}`, root));
    }),
  ];
}

/** Anchors are not looked for: what is no pointer may be one. */
function leadsSomewhere(reference: unknown, root: JsonObject): boolean {
  if (typeof reference !== 'string' || !reference.startsWith('#')) return false;
  if (reference !== '#' && !reference.startsWith('#/')) return true;
  return pointerSteps(reference).reduce<unknown>((inner, step) => stepInto(inner, step), root) !== undefined;
}

function stepInto(inner: unknown, step: string): unknown {
  if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, step)) return undefined;
  return (inner as JsonObject)[step];
}

function isRegularExpression(pattern: unknown): boolean {
  try {
    return typeof pattern === 'string' && new RegExp(pattern, 'u') !== undefined;
  } catch {
    return false;
  }
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
