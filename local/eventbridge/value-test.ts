/** What may one value of an event pattern ask of one value of an event? */
import { AwsError } from '../aws/service.ts';
import { isInRange, parseCidr, parseIp } from './ip-range.ts';
import type { JsonLeaf, JsonNode } from './json-text.ts';
import { compileWildcard } from './wildcard.ts';

export interface ValueTest {
  matches(leaf: JsonLeaf): boolean;
  /** Set where the test is a plain string or prefix, so that rules can be found by it. */
  readonly looksFor?: { readonly kind: 'exact' | 'prefix'; readonly text: string };
  readonly usesWildcard?: true;
}

/** `absent` is `{"exists": false}`: it asks about the field, not about a value. */
export type FieldOption = ValueTest | 'absent';

/** Numbers compare as numbers within ±5·10⁹ (six decimals); beyond it, by their digits as written. */
const NUMERIC_LIMIT = 5e9;

export function refusePattern(reason: string): never {
  throw new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);
}

/** Reads one element of a field's array: a literal, or an object of one operator. */
export function readFieldOption(node: JsonNode): FieldOption {
  switch (node.kind) {
    case 'string':
      return exactString(node.value);
    case 'number':
      return { matches: (leaf) => leaf.kind === 'number' && isSameNumber(leaf.text, node.text) };
    case 'literal':
      return { matches: (leaf) => leaf.kind === 'literal' && leaf.text === node.text };
    case 'array':
      return refusePattern('Match value must be String, number, true, false, or null');
    default: {
      const [name, operand] = onlyMember(node);
      const operator = OPERATORS.get(name) ?? refusePattern(`Unrecognized match type ${name}`);
      return operator(operand);
    }
  }
}

const OPERATORS = new Map<string, (operand: JsonNode) => FieldOption>([
  ['exactly', (operand) => onString(sameText(stringOf(operand, 'exact')))],
  ['prefix', (operand) => affix(operand, 'prefix', (text, part) => text.startsWith(part))],
  ['suffix', (operand) => affix(operand, 'suffix', (text, part) => text.endsWith(part))],
  ['equals-ignore-case', (operand) => onString(sameIgnoringCase(stringOf(operand, 'equals-ignore-case')))],
  ['wildcard', (operand) => ({ ...onString(wildcard(stringOf(operand, 'wildcard'))), usesWildcard: true })],
  ['numeric', numeric],
  ['cidr', cidr],
  ['exists', exists],
  ['anything-but', anythingBut],
]);

function exactString(wanted: string): ValueTest {
  const looksFor = { kind: 'exact', text: wanted } as const;
  // Addresses are compared as addresses: "::1" is "0:0:0:0:0:0:0:1".
  const ip = parseIp(wanted);
  if (!ip) return { ...onString((text) => text === wanted), looksFor };
  const range = { bits: ip.bits, lowest: ip.value, highest: ip.value };
  return onString((text) => isInRange(text, range));
}

function affix(operand: JsonNode, name: 'prefix' | 'suffix', test: (text: string, part: string) => boolean): ValueTest {
  if (operand.kind === 'object') {
    const [inner, value] = onlyMember(operand);
    if (inner !== 'equals-ignore-case') refusePattern(`Unsupported ${name} pattern: ${inner}`);
    const lowered = stringOf(value, 'equals-ignore-case').toLowerCase();
    return onString((text) => test(text.toLowerCase(), lowered));
  }
  const part = stringOf(operand, name);
  const found = onString((text) => test(text, part));
  return name === 'prefix' ? { ...found, looksFor: { kind: 'prefix', text: part } } : found;
}

function numeric(operand: JsonNode): ValueTest {
  if (operand.kind !== 'array') return refusePattern('Value of numeric must be an array.');
  const [first, bound, second, otherBound, ...more] = operand.items;
  if (first?.kind !== 'string') return refusePattern('Invalid member in numeric match');
  const compare = COMPARISONS.get(first.value) ?? refusePattern(`Unrecognized numeric range operator: ${first.value}`);
  const from = numberOf(bound, first.value);
  if (!second) return onNumber((number) => compare(number, from));

  if (!first.value.startsWith('>')) return refusePattern('Too many elements in numeric expression');
  if (second.kind !== 'string') return refusePattern('Bad value in numeric range');
  const until = second.value.startsWith('<') ? COMPARISONS.get(second.value) : undefined;
  if (!until) return refusePattern(`Bad numeric range operator: ${second.value}`);
  const to = numberOf(otherBound, second.value);
  if (more.length > 0) return refusePattern('Too many terms in numeric range expression');
  if (from >= to) return refusePattern('Bottom must be less than top');
  return onNumber((number) => compare(number, from) && until(number, to));
}

const COMPARISONS = new Map<string, (number: number, bound: number) => boolean>([
  ['=', (number, bound) => number === bound],
  ['<', (number, bound) => number < bound],
  ['<=', (number, bound) => number <= bound],
  ['>', (number, bound) => number > bound],
  ['>=', (number, bound) => number >= bound],
]);

function cidr(operand: JsonNode): ValueTest {
  // The real service says "prefix" here too.
  const range = orRefuse(() => parseCidr(stringOf(operand, 'prefix')));
  return onString((text) => isInRange(text, range));
}

function exists(operand: JsonNode): FieldOption {
  if (operand.kind === 'literal' && operand.text === 'true') return { matches: () => true };
  if (operand.kind === 'literal' && operand.text === 'false') return 'absent';
  return refusePattern('exists match pattern must be either true or false.');
}

function anythingBut(operand: JsonNode): ValueTest {
  if (operand.kind === 'object') {
    const [name, inner] = onlyMember(operand);
    const forbidden = ANYTHING_BUT_OPERATORS.get(name) ?? refusePattern(`Unsupported anything-but pattern: ${name}`);
    if (inner.kind === 'object' || inner.kind === 'literal') return refuseAnythingBut();
    const tests = listed(inner).map((value) => onString(forbidden(value)));
    const test: ValueTest = { matches: (leaf) => tests.every((forbiddenTest) => !forbiddenTest.matches(leaf)) };
    return name === 'wildcard' ? { ...test, usesWildcard: true } : test;
  }
  if (operand.kind === 'literal') return refuseAnythingBut();
  const values = listed(operand);
  if (!values.every((value) => value.kind === 'string' || value.kind === 'number')) {
    return refusePattern('Inside anything but list, start|null|boolean is not supported.');
  }
  if (new Set(values.map((value) => value.kind)).size !== 1) {
    const message = 'either all values are number or string, mixed type is not supported';
    return refusePattern(`Inside anything but list, ${message}`);
  }
  const texts = new Set(values.flatMap((value) => (value.kind === 'string' ? [value.value] : [])));
  const numbers = new Set(values.flatMap((value) => (value.kind === 'number' ? [numberOf(value, '=')] : [])));
  return {
    matches: (leaf) =>
      leaf.kind === 'string' ? !texts.has(leaf.value) : leaf.kind === 'literal' || !numbers.has(Number(leaf.text)),
  };
}

const AFFIX_MESSAGE = 'prefix/suffix match pattern must be a string';
const CASE_MESSAGE = 'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.';
const WILDCARD_MESSAGE = 'wildcard match pattern must be a string';

const ANYTHING_BUT_OPERATORS = new Map<string, (value: JsonNode) => (text: string) => boolean>([
  ['prefix', (value) => forbiddenAffix(value, (text, part) => text.startsWith(part))],
  ['suffix', (value) => forbiddenAffix(value, (text, part) => text.endsWith(part))],
  ['equals-ignore-case', (value) => sameIgnoringCase(stringOr(value, CASE_MESSAGE))],
  ['wildcard', (value) => wildcard(stringOr(value, WILDCARD_MESSAGE))],
]);

function forbiddenAffix(value: JsonNode, test: (text: string, part: string) => boolean) {
  const part = stringOr(value, AFFIX_MESSAGE);
  if (part === '') refusePattern('Null prefix/suffix not allowed');
  return (text: string) => test(text, part);
}

function refuseAnythingBut(): never {
  return refusePattern('Value of anything-but must be an array or single string/number value.');
}

function onString(test: (text: string) => boolean): ValueTest {
  return { matches: (leaf) => leaf.kind === 'string' && test(leaf.value) };
}

function onNumber(test: (number: number) => boolean): ValueTest {
  return { matches: (leaf) => leaf.kind === 'number' && isNumeric(Number(leaf.text)) && test(Number(leaf.text)) };
}

function isNumeric(number: number): boolean {
  return Math.abs(number) <= NUMERIC_LIMIT;
}

function isSameNumber(a: string, b: string): boolean {
  return a === b || (isNumeric(Number(a)) && Number(a) === Number(b));
}

function sameText(wanted: string) {
  return (text: string) => text === wanted;
}

function sameIgnoringCase(wanted: string) {
  const lowered = wanted.toLowerCase();
  return (text: string) => text.toLowerCase() === lowered;
}

function wildcard(operand: string) {
  return orRefuse(() => compileWildcard(operand));
}

function listed(node: JsonNode): readonly JsonNode[] {
  if (node.kind !== 'array') return [node];
  return node.items.length > 0 ? node.items : refusePattern('Empty arrays are not allowed');
}

function onlyMember(node: Extract<JsonNode, { kind: 'object' }>) {
  const [member, ...more] = node.members;
  if (!member) return refusePattern('Match expression name not found');
  return more.length === 0 ? member : refusePattern('Only one key allowed in match expression');
}

function stringOf(node: JsonNode, what: string): string {
  return stringOr(node, `${what} match pattern must be a string`);
}

function stringOr(node: JsonNode, message: string): string {
  return node.kind === 'string' ? node.value : refusePattern(message);
}

function numberOf(node: JsonNode | undefined, operator: string): number {
  if (node?.kind !== 'number') {
    return refusePattern(`Value of ${operator === '=' ? 'equals' : operator} must be numeric`);
  }
  const number = Number(node.text);
  return isNumeric(number) ? number : refusePattern('Value must be between -5.0E9 and 5.0E9, inclusive');
}

function orRefuse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return refusePattern(error.message);
    throw error;
  }
}
