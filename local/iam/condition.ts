/** Do a policy statement's conditions hold for a request? */
import { isLike, isLikeArn } from './wildcard.ts';

/** `{ StringEquals: { 'aws:SourceAccount': '…' } }`: every operator and every key must hold, any one value will do. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What is known about a request, by condition key; the names of keys are not case-sensitive. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

interface Operator {
  readonly test: (value: string, wanted: string) => boolean;
  /** `…Not…`: holds when no wanted value matches, and so also when the key is missing. */
  readonly isNegated: boolean;
}

const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ...bothWays('StringEquals', 'StringNotEquals', (value, wanted) => value === wanted),
  ...bothWays('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', (a, b) => a.toLowerCase() === b.toLowerCase()),
  ...bothWays('StringLike', 'StringNotLike', isLike),
  // AWS gives ArnEquals and ArnLike the same meaning.
  ...bothWays('ArnEquals', 'ArnNotEquals', isLikeArn),
  ...bothWays('ArnLike', 'ArnNotLike', isLikeArn),
  ...bothWays('Bool', undefined, (value, wanted) => value.toLowerCase() === wanted.toLowerCase()),
  ...comparisons('Numeric', Number),
  ...comparisons('Date', Date.parse),
]);

export function conditionsHold(conditions: Conditions, context: Context): boolean {
  const known = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value].flat()]));
  // Every one is read, so that an unknown operator is an error whatever the others say.
  const held = Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]) => holds(operator, known.get(key.toLowerCase()) ?? [], strings(wanted))),
  );
  return !held.includes(false);
}

function holds(name: string, values: readonly string[], wanted: readonly string[]): boolean {
  const isMissing = values.length === 0;
  if (name === 'Null') return wanted.includes(String(isMissing));
  const [, quantifier, base = '', ifExists] = /^(ForAllValues:|ForAnyValue:)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  const operator = OPERATORS.get(base);
  if (!operator) throw new Error(`A policy condition has the unknown operator ${name}.`);
  const { test, isNegated } = operator;
  if (isMissing) {
    return ifExists !== undefined || quantifier === 'ForAllValues:' || (isNegated && quantifier === undefined);
  }
  const matches = (value: string) => wanted.some((each) => test(value, each)) !== isNegated;
  const mustBeAll = quantifier === 'ForAllValues:' || (quantifier === undefined && isNegated);
  return mustBeAll ? values.every(matches) : values.some(matches);
}

function bothWays(name: string, negatedName: string | undefined, test: Operator['test']) {
  const operators: [string, Operator][] = [[name, { test, isNegated: false }]];
  if (negatedName) operators.push([negatedName, { test, isNegated: true }]);
  return operators;
}

function comparisons(kind: string, read: (text: string) => number): [string, Operator][] {
  const tested = (compare: (a: number, b: number) => boolean) => (a: string, b: string) => compare(read(a), read(b));
  return [
    ...bothWays(
      `${kind}Equals`,
      `${kind}NotEquals`,
      tested((a, b) => a === b),
    ),
    ...bothWays(
      `${kind}LessThan`,
      undefined,
      tested((a, b) => a < b),
    ),
    ...bothWays(
      `${kind}LessThanEquals`,
      undefined,
      tested((a, b) => a <= b),
    ),
    ...bothWays(
      `${kind}GreaterThan`,
      undefined,
      tested((a, b) => a > b),
    ),
    ...bothWays(
      `${kind}GreaterThanEquals`,
      undefined,
      tested((a, b) => a >= b),
    ),
  ];
}

function strings(wanted: unknown): string[] {
  return [wanted].flat().map(String);
}
