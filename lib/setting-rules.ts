/** What may a setting be? Every rule answers in sentences that begin with the setting: nobody may have checked types. */

/** What is wrong with a value, each as a sentence. `name` is the setting, and the way down to the value. */
export type Rule = (value: unknown, name: string) => readonly string[];

export type Rules<Settings extends object> = { readonly [Name in keyof Required<Settings>]: Rule };

/** What was left out, or is `undefined`, is not asked about. */
export function settingFaults<Settings extends object>(
  settings: object,
  rules: Rules<Settings>,
  {
    within = '',
    required = [],
  }: { readonly within?: string; readonly required?: readonly (keyof Settings & string)[] },
): string[] {
  const known: Readonly<Record<string, Rule>> = rules;
  const missing = required.filter((name) => (settings as Record<string, unknown>)[name] === undefined);
  const wrong = Object.entries(settings).flatMap(([name, value]) => {
    const rule = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!rule) return [`${within}${name} is no setting; there are ${Object.keys(known).join(', ')}.`];
    return value === undefined ? [] : rule(value, `${within}${name}`);
  });
  return [...missing.map((name) => `${within}${name} must be given.`), ...wrong];
}

/** A text; `rule` says what is wrong with one, as the core does. */
export function textBy(rule: (text: string) => string | undefined): Rule {
  return (value, name) => {
    const fault = typeof value === 'string' ? rule(value) : 'must be a text';
    return sentences(`${name}${shown(value)}`, fault);
  };
}

export function text(min: number, max: number): Rule {
  const fault = `must be a text of ${min === 0 ? `at most ${max}` : `${min} to ${max}`} characters`;
  return where((value) => typeof value === 'string' && value.length >= min && value.length <= max, fault);
}

export function wholeNumber(min: number, max: number): Rule {
  const isWithin = (value: unknown) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
  return where(isWithin, `must be a whole number from ${min} to ${max}`);
}

export function oneOf(values: readonly string[]): Rule {
  return where((value) => values.some((known) => known === value), `must be one of ${values.join(', ')}`);
}

export const flag: Rule = where((value) => typeof value === 'boolean', 'must be true or false');

/** A list, of which every item is asked about. */
export function list(item: Rule, fault: string, min = 0, max = Number.POSITIVE_INFINITY): Rule {
  return (value, name) => {
    if (!Array.isArray(value) || value.length < min || value.length > max) return sentences(name + shown(value), fault);
    return value.flatMap((each: unknown) => item(each, name));
  };
}

/** Whatever `isRight` takes; `fault` is said of the rest. */
export function where(isRight: (value: unknown) => boolean, fault: string): Rule {
  return (value, name) => (isRight(value) ? [] : sentences(name + shown(value), fault));
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function sentences(name: string, fault: string | undefined): string[] {
  return fault === undefined ? [] : [`${name} ${fault}.`];
}

const MAX_SHOWN_LENGTH = 80;

/** A value, where it is short enough to find again by it. */
function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return '';
  const spelled = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return spelled.length > MAX_SHOWN_LENGTH ? '' : ` ${spelled}`;
}
