/** What does a field of a request hold? Reads fields by kind and refuses what is missing or of another kind. */
import type { Json } from '../aws/service.ts';
import { refusal } from './refusal.ts';

/** Whole numbers from `min` to `max`, both allowed; `reason` is what SQS says of any other. */
export interface IntegerRange {
  readonly min: number;
  readonly max: number;
  readonly reason: string;
}

export function optionalText(input: Json, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw refusal.invalidValue(JSON.stringify(value), name, 'Must be a string.');
  return value;
}

/** An empty text is a missing one, as for SQS. */
export function requiredText(input: Json, name: string): string {
  const value = optionalText(input, name);
  if (!value) throw refusal.missingParameter(name);
  return value;
}

export function optionalInteger(input: Json, name: string, range: IntegerRange): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < range.min || value > range.max) {
    throw refusal.invalidValue(value, name, range.reason);
  }
  return value;
}

export function requiredInteger(input: Json, name: string, range: IntegerRange): number {
  const value = optionalInteger(input, name, range);
  if (value === undefined) throw refusal.missingParameter(name);
  return value;
}

export function textList(input: Json, name: string): readonly string[] {
  const value = input[name] ?? [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw refusal.invalidValue(JSON.stringify(value), name, 'Must be a list of strings.');
}

export function textMap(input: Json, name: string): Record<string, string> {
  const value = record(input, name);
  for (const [key, item] of Object.entries(value)) {
    if (typeof item !== 'string')
      throw refusal.invalidValue(JSON.stringify(item), `${name}.${key}`, 'Must be a string.');
  }
  return value as Record<string, string>;
}

/** An object field; absent is an empty one. */
export function record(input: Json, name: string): Json {
  const value = input[name] ?? {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Json;
  throw refusal.invalidValue(JSON.stringify(value), name, 'Must be an object.');
}
