/** Is this CloudFormation request well-formed? Reads its parameters and refuses in the service's own words. */
import { AwsError, type Json } from '../aws/service.ts';

export function invalid(message: string): never {
  throw new AwsError('ValidationError', message);
}

/** Refuses parameters that this stand-in does not know, rather than ignore what they ask. */
export function onlyParameters(input: Json, known: readonly string[]): void {
  const unknown = Object.keys(input).filter((key) => !known.includes(key) && !isEmpty(input[key]));
  if (unknown.length > 0) invalid(`The local CloudFormation does not support ${unknown.join(', ')} here.`);
}

/** Refuses every value of an option but the one this stand-in has. */
export function onlyValue(input: Json, key: string, only: string): void {
  if (!isEmpty(input[key]) && input[key] !== only) invalid(`The local CloudFormation supports only ${key} ${only}.`);
}

export function optionalText(input: Json, key: string): string | undefined {
  const value = input[key];
  if (isEmpty(value)) return undefined;
  return typeof value === 'string' ? value : invalid(`${key} must be a text.`);
}

export function text(input: Json, key: string): string {
  return optionalText(input, key) ?? invalid(`${key} is required.`);
}

/** An empty list comes as an empty text. */
export function list(input: Json, key: string): unknown[] {
  const value = input[key];
  if (isEmpty(value)) return [];
  return Array.isArray(value) ? value : invalid(`${key} must be a list.`);
}

/** `[{ Key, Value }]` and the like, each with these fields and no others. */
export function records(input: Json, key: string, fields: readonly string[]): Record<string, string>[] {
  return list(input, key).map((each) => {
    if (typeof each !== 'object' || each === null) return invalid(`${key} must be a list of structures.`);
    onlyParameters(each as Json, fields);
    return each as Record<string, string>;
  });
}

const NAME = /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/;

export function newStackName(input: Json): string {
  const name = text(input, 'StackName');
  if (NAME.test(name)) return name;
  return invalid(
    `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: ` +
      'Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*',
  );
}

const PAGE_SIZE = 100;

/** A page of a list, and the token of the next one. */
export function page<T>(entries: readonly T[], input: Json): { shown: T[]; NextToken?: string } {
  const token = optionalText(input, 'NextToken') ?? '0';
  if (!/^\d{1,9}$/.test(token)) invalid('The NextToken is none of this list.');
  const from = Number(token);
  const shown = entries.slice(from, from + PAGE_SIZE);
  const isMore = entries.length > from + PAGE_SIZE;
  return { shown, ...(isMore ? { NextToken: String(from + PAGE_SIZE) } : {}) };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === '';
}
