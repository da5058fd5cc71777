/** Is this EventBridge request well-formed? Reads its parameters and refuses in the service's own words. */
import { ACCOUNT, AwsError, type Json, REGION } from '../aws/service.ts';

export const DEFAULT_BUS = 'default';
const BUS_ARN_START = `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/`;
export const NAME = /^[.\-_A-Za-z0-9]+$/;

export function invalid(message: string): never {
  throw new AwsError('ValidationException', message);
}

export function notFound(message: string): never {
  throw new AwsError('ResourceNotFoundException', message);
}

export function limitExceeded(detail: string): never {
  throw new AwsError('LimitExceededException', `The requested resource exceeds the maximum number allowed: ${detail}`);
}

/** Refuses parameters that this stand-in does not know, rather than ignore what they ask. */
export function onlyParameters(input: Json, known: readonly string[], where = 'the request'): void {
  const unknown = Object.keys(input).filter((key) => !known.includes(key) && input[key] !== undefined);
  if (unknown.length > 0) invalid(`The local EventBridge does not support ${unknown.join(', ')} in ${where}.`);
}

export interface TextLimits {
  readonly maxLength: number;
  readonly pattern?: RegExp;
}

export function text(input: Json, key: string, limits: TextLimits): string {
  return optionalText(input, key, limits) ?? invalid(`Parameter ${key} is not valid. Reason: ${key} is required.`);
}

export function optionalText(input: Json, key: string, { maxLength, pattern }: TextLimits): string | undefined {
  const value = input[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') return invalid(`Parameter ${key} is not valid. Reason: it must be a string.`);
  const violate = (constraint: string) =>
    invalid(
      `1 validation error detected: Value '${value}' at '${lowerFirst(key)}' failed to satisfy constraint: ${constraint}`,
    );
  if (value.length > maxLength) violate(`Member must have length less than or equal to ${maxLength}`);
  if (pattern && !pattern.test(value)) violate(`Member must satisfy regular expression pattern: ${pattern.source}`);
  return value;
}

export function ruleName(input: Json, key = 'Name'): string {
  return text(input, key, { maxLength: 64, pattern: NAME });
}

/** A bus is named by its name or its ARN; without either it is the default bus. */
export function busName(input: Json, key = 'EventBusName'): string {
  const given = optionalText(input, key, { maxLength: 1600 }) ?? DEFAULT_BUS;
  const name = given.startsWith(BUS_ARN_START) ? given.slice(BUS_ARN_START.length) : given;
  return text({ [key]: name }, key, { maxLength: 256, pattern: NAME });
}

/** A bus that may be named by its ARN only. */
export function busByArn(input: Json, key: string, where = key): string {
  const given = text(input, key, { maxLength: 1600 });
  if (!given.startsWith(BUS_ARN_START))
    invalid(`Parameter ${where} is not valid. Reason: Must contain an event bus ARN.`);
  return busName(input, key);
}

export function list(input: Json, key: string, { max }: { max: number }): Json[] {
  const value = input[key];
  if (!Array.isArray(value) || value.length === 0) {
    return invalid(`Parameter ${key} is not valid. Reason: at least one is required.`);
  }
  if (value.length > max) {
    return invalid(
      `1 validation error detected: Value at '${lowerFirst(key)}' failed to satisfy constraint: Member must have length less than or equal to ${max}`,
    );
  }
  return value as Json[];
}

export function busArn(name: string): string {
  return BUS_ARN_START + name;
}

export function ruleArn(bus: string, name: string): string {
  return `arn:aws:events:${REGION}:${ACCOUNT}:rule/${bus === DEFAULT_BUS ? '' : `${bus}/`}${name}`;
}

export function archiveArn(name: string): string {
  return `arn:aws:events:${REGION}:${ACCOUNT}:archive/${name}`;
}

export function replayArn(name: string): string {
  return `arn:aws:events:${REGION}:${ACCOUNT}:replay/${name}`;
}

/** Archives and replays are listed by one filter or none. */
export function onlyOneFilter(input: Json, action: string): void {
  const given = ['State', 'EventSourceArn', 'NamePrefix'].filter((key) => input[key] !== undefined);
  if (given.length < 2) return;
  invalid(`At most one filter is allowed for ${action}. Use either : State, EventSourceArn, or NamePrefix.`);
}

/** One page of a list ordered by name: `Limit` 1–100 entries, `NextToken` naming the last one seen. */
export function page<T>(entries: readonly T[], nameOf: (entry: T) => string, input: Json) {
  const limit = input.Limit ?? 100;
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1 || limit > 100) {
    return invalid('Parameter Limit is not valid. Reason: it must be between 1 and 100.');
  }
  const token = optionalText(input, 'NextToken', { maxLength: 2048 });
  const after = token === undefined ? '' : Buffer.from(token, 'base64url').toString('utf8');
  const rest = entries.filter((entry) => nameOf(entry) > after);
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  const isMore = rest.length > shown.length && last !== undefined;
  return { shown, ...(isMore ? { NextToken: Buffer.from(nameOf(last)).toString('base64url') } : {}) };
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
