/** Is this KMS request well-formed? Reads its parameters and refuses in the service's own words. */
import { AwsError, type Json } from '../aws/service.ts';
import type { EncryptionContext } from './ciphertext.ts';

export function invalid(message: string): never {
  throw new AwsError('ValidationException', message);
}

/** Refuses parameters that this stand-in does not know, rather than ignore what they ask. */
export function onlyParameters(input: Json, known: readonly string[]): void {
  const unknown = Object.keys(input).filter((key) => !known.includes(key) && input[key] !== undefined);
  if (unknown.length === 0) return;
  throw new AwsError('UnsupportedOperationException', `The local KMS does not support ${unknown.join(', ')}.`);
}

/** Refuses every value of an option but the one this stand-in has. */
export function onlyValue(input: Json, key: string, only: string | boolean): void {
  if ((input[key] ?? only) === only) return;
  throw new AwsError('UnsupportedOperationException', `The local KMS supports only ${only} as ${key}.`);
}

export function optionalText(input: Json, key: string, maxLength: number): string | undefined {
  const value = input[key];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value.length <= maxLength) return value;
  return invalid(`${key} must be a string of at most ${maxLength} characters.`);
}

export function text(input: Json, key: string, maxLength = 2048): string {
  return optionalText(input, key, maxLength) || invalid(`${key} is required.`);
}

export function integer(input: Json, key: string, [least, most]: readonly [number, number]): number | undefined {
  const value = input[key];
  if (value === undefined) return undefined;
  if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) return Number(value);
  return invalid(`${key} must be between ${least} and ${most}.`);
}

/** Bytes, which the protocol carries as base64. */
export function bytes(input: Json, key: string, maxLength: number): Buffer {
  const decoded = Buffer.from(text(input, key, Number.MAX_SAFE_INTEGER), 'base64');
  if (decoded.length >= 1 && decoded.length <= maxLength) return decoded;
  return invalid(
    `1 validation error detected: Value at '${key.charAt(0).toLowerCase()}${key.slice(1)}' failed to satisfy ` +
      `constraint: Member must have length less than or equal to ${maxLength}`,
  );
}

export function encryptionContext({ EncryptionContext = {} }: Json): EncryptionContext {
  const isMap = typeof EncryptionContext === 'object' && EncryptionContext !== null;
  if (isMap && Object.values(EncryptionContext).every((value) => typeof value === 'string')) {
    return EncryptionContext as EncryptionContext;
  }
  return invalid('EncryptionContext must be a map of strings.');
}

/** One page of a list ordered by name, `Limit` entries from after `Marker`. */
export function page<T>(entries: readonly T[], nameOf: (entry: T) => string, input: Json) {
  const limit = integer(input, 'Limit', [1, 1000]) ?? 100;
  const after = optionalText(input, 'Marker', 1024) ?? '';
  const rest = entries.filter((entry) => nameOf(entry) > after);
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  if (rest.length <= limit || last === undefined) return { shown, Truncated: false };
  return { shown, Truncated: true, NextMarker: nameOf(last) };
}
