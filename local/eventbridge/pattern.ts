/** Does an event match an event pattern? The whole pattern language, as the reference engine understands it. */
import type { EventFields, Field, Place } from './event-fields.ts';
import { type JsonNode, type JsonObject, readJson } from './json-text.ts';
import { readFieldOption, refusePattern, type ValueTest } from './value-test.ts';

/** A compiled pattern: alternatives (`$or` multiplied out), each asking something of several fields. */
export interface Pattern {
  readonly alternatives: readonly (readonly FieldTest[])[];
  readonly usesWildcard: boolean;
}

/** One field of a pattern: any of its values will do, or the absence of the field where that is asked for. */
export interface FieldTest {
  /** Dotted: a pattern's `{"a":{"b":…}}` and `{"a.b":…}` ask the same. */
  readonly path: string;
  readonly tests: readonly ValueTest[];
  readonly mayBeAbsent: boolean;
}

/** How many alternatives `$or` may multiply out to. */
const MAX_ALTERNATIVES = 1_000;

/** Names that would make a `$or` look like a value list; refused inside it, so that no mistake goes unseen. */
const RESERVED_IN_OR = new Set(
  `exactly equals-ignore-case prefix suffix anything-but exists wildcard numeric cidr = < <= > >= regex
   not-wildcard not-equals-ignore-case date-after date-on-or-after date-before date-on-or-before in-date-range
   ip-address-in-range ip-address-not-in-range`.split(/\s+/),
);

type Alternative = ReadonlyMap<string, FieldTest>;

/** Compiles the text of a pattern; throws `InvalidEventPatternException` with the reason. */
export function parsePattern(text: string): Pattern {
  const root = readPatternText(text);
  if (root.kind !== 'object') return refusePattern('Filter is not an object');
  const alternatives = extend([new Map()], '', root, false).map(inOrderOfPath);
  const tests = alternatives.flatMap((fields) => fields.flatMap((field) => field.tests));
  return { alternatives, usesWildcard: tests.some((test) => test.usesWildcard) };
}

export function matches(pattern: Pattern, event: EventFields): boolean {
  return pattern.alternatives.some((fields) => matchesAll(fields, event));
}

function readPatternText(text: string): JsonNode {
  try {
    return readJson(text);
  } catch (error) {
    return refusePattern(error instanceof Error ? error.message : String(error));
  }
}

/** Adds an object's fields to every alternative. A path named twice asks only what it asks last. */
function extend(alternatives: readonly Alternative[], path: string, node: JsonObject, isInOr: boolean): Alternative[] {
  if (node.members.length === 0) return refusePattern('Empty objects are not allowed');
  let extended = [...alternatives];
  for (const [key, value] of node.members) {
    if (isInOr && RESERVED_IN_OR.has(key)) {
      return refusePattern(`${key} is Ruler reserved fieldName which cannot be used inside $or.`);
    }
    if (key === '$or') extended = multiply(extended, path, value);
    else if (value.kind === 'object') extended = extend(extended, `${path}${key}.`, value, isInOr);
    else if (value.kind === 'array') extended = withField(extended, `${path}${key}`, value.items);
    else return refusePattern(`"${key}" must be an object or an array`);
  }
  return extended;
}

function multiply(alternatives: readonly Alternative[], path: string, node: JsonNode): Alternative[] {
  if (node.kind !== 'array') return refusePattern('It must be an Array followed with $or.');
  const multiplied = node.items.flatMap((item) =>
    item.kind === 'object'
      ? extend(alternatives, path, item, true)
      : refusePattern('Only JSON object is allowed in array of $or relationship.'),
  );
  if (node.items.length < 2) return refusePattern('There must have at least 2 Objects in $or relationship.');
  if (multiplied.length > MAX_ALTERNATIVES) {
    return refusePattern(`$or makes more than ${MAX_ALTERNATIVES} rule combinations.`);
  }
  return multiplied;
}

function withField(alternatives: readonly Alternative[], path: string, values: readonly JsonNode[]): Alternative[] {
  if (values.length === 0) return refusePattern('Empty arrays are not allowed');
  const options = values.map(readFieldOption);
  const tests = options.filter((option) => option !== 'absent');
  const field = { path, tests, mayBeAbsent: tests.length < options.length };
  return alternatives.map((alternative) => new Map(alternative).set(path, field));
}

/** The engine tries fields in the order of their paths, which decides what `exists: false` sees inside arrays. */
function inOrderOfPath(alternative: Alternative): FieldTest[] {
  return [...alternative.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** One field's ways to match an event: the places of the values that do, and the values there are. */
interface Choice {
  readonly places: readonly (Place | undefined)[];
  readonly present: readonly Field[];
  readonly mayBeAbsent: boolean;
}

const NOTHING: readonly Field[] = [];

function matchesAll(fields: readonly FieldTest[], event: EventFields): boolean {
  const choices: Choice[] = [];
  for (const { path, tests, mayBeAbsent } of fields) {
    const present = event.get(path) ?? NOTHING;
    const places = new Set<Place | undefined>();
    for (const field of present) {
      if (!places.has(field.place) && tests.some((test) => test.matches(field.leaf))) places.add(field.place);
    }
    if (places.size === 0 && !mayBeAbsent) return false;
    choices.push({ places: [...places], present, mayBeAbsent });
  }
  return fitTogether(choices, 0, new Map());
}

/**
 * Values taken from objects of one array must come from the same object: `{"k":["colour"],"v":["blue"]}` does not
 * match `[{"k":"colour"},{"v":"blue"}]`. `taken` says which element of which array the fields so far were found in.
 */
function fitTogether(choices: readonly Choice[], at: number, taken: ReadonlyMap<number, number>): boolean {
  const choice = choices[at];
  if (!choice) return true;
  const isAbsent = choice.mayBeAbsent && !choice.present.some((field) => agrees(taken, field.place));
  if (isAbsent && fitTogether(choices, at + 1, taken)) return true;
  return choice.places.some(
    (place) => agrees(taken, place) && fitTogether(choices, at + 1, place ? joined(taken, place) : taken),
  );
}

function agrees(taken: ReadonlyMap<number, number>, place: Place | undefined): boolean {
  for (let each = place; each; each = each.outer) {
    const index = taken.get(each.array);
    if (index !== undefined && index !== each.index) return false;
  }
  return true;
}

function joined(taken: ReadonlyMap<number, number>, place: Place): ReadonlyMap<number, number> {
  const all = new Map(taken);
  for (let each: Place | undefined = place; each; each = each.outer) all.set(each.array, each.index);
  return all;
}
