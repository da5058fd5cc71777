/** The kinds of field that requests are made of. Every field's rule is one sentence, said after its name. */
// As a namespace, not `{ z }`: that one holds every language zod speaks, 400 KB of the bundle.
import * as z from 'zod/mini';

/** A check by a rule of the core, which answers a sentence where something is wrong. */
export function by<T>(rule: (value: T) => string | undefined) {
  return z.check<T>((context) => {
    const message = rule(context.value);
    if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value });
  });
}

export function text(min: number, max: number) {
  const size = min === 0 ? `at most ${max}` : `${min} to ${max}`;
  const rule = `must be a text of ${size} characters`;
  return z.string(rule).check(z.minLength(min, rule), z.maxLength(max, rule));
}

export function wholeNumber(min: number, max: number) {
  const rule = `must be a whole number from ${min} to ${max}`;
  return z.int(rule).check(z.minimum(min, rule), z.maximum(max, rule));
}

/** A whole number as a query parameter spells it. */
export function wholeNumberText(min: number, max: number) {
  const read = z.transform((value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value));
  return z.pipe(read, wholeNumber(min, max));
}

/** One of a few numbers, as a query parameter spells it. */
export function oneNumberOf<const N extends number>(values: readonly N[]) {
  const rule = `must be one of ${values.join(', ')}`;
  const read = z.transform((value) => values.find((each) => String(each) === value) ?? value);
  return z.pipe(read, z.literal(values, rule));
}

export function flag() {
  return z.boolean('must be true or false');
}

/** A flag as a query parameter spells it; one without a value is set. */
export function flagText() {
  const spellings: Record<string, boolean> = { '': true, true: true, false: false };
  const read = z.transform((value) => (typeof value === 'string' ? (spellings[value] ?? value) : value));
  return z.pipe(read, flag());
}

export function list<T extends z.core.SomeType>(of: T, max: number, what: string) {
  const rule = `must be a list of 1 to ${max} ${what}`;
  return z.array(of, rule).check(z.minLength(1, rule), z.maxLength(max, rule));
}

export function oneOf<const T extends readonly string[]>(values: T) {
  return z.enum(values, `must be one of ${values.join(', ')}`);
}

/** An object of texts, as `metadata` is. */
export function texts(maxFields: number, key: z.ZodMiniString, value: z.ZodMiniString) {
  const rule = `must be an object of at most ${maxFields} texts`;
  const isSmall = (value: object) => (Object.keys(value).length > maxFields ? rule : undefined);
  return z.record(key, value, rule).check(by(isSmall));
}

export function anyObject(rule: string) {
  return z.record(z.string(), z.unknown(), rule);
}
