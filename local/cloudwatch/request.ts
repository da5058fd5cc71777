/** Is this CloudWatch request well-formed? Refuses in the service's own codes. */
import { AwsError, type Json } from '../aws/service.ts';
import { type Metric, ordered } from './embedded-metrics.ts';

const MAX_DIMENSIONS = 30;

export function invalid(message: string): never {
  throw refusal('ValidationException', 'ValidationError', message);
}

/** Errors have a name, and the code that they had in the Query protocol: the `aws` CLI shows that one. */
function refusal(name: string, queryCode: string, message: string): AwsError {
  return new AwsError(name, message, { queryCode });
}

/** Refuses parameters that this stand-in does not know, rather than ignore what they ask. */
export function onlyParameters(input: Json, known: readonly string[], where = 'the request'): void {
  const unknown = Object.keys(input).filter((key) => !known.includes(key) && input[key] !== undefined);
  if (unknown.length > 0) invalid(`The local CloudWatch does not support ${unknown.join(', ')} in ${where}.`);
}

export function text(input: Json, key: string): string {
  const value = input[key] ?? missing(key);
  return typeof value === 'string' && value !== '' ? value : invalid(`The parameter ${key} must be a text.`);
}

export function optionalText(input: Json, key: string): string | undefined {
  return input[key] === undefined || input[key] === null ? undefined : text(input, key);
}

/** Seconds since the epoch. */
export function time(input: Json, key: string): number {
  const value = input[key] ?? missing(key);
  return typeof value === 'number' ? value : invalid(`The parameter ${key} must be a time.`);
}

export function wholeNumber(input: Json, key: string, { least, most }: { least: number; most: number }): number {
  const value = input[key] ?? missing(key);
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  return invalid(`The parameter ${key} must be a whole number from ${least} to ${most}.`);
}

export function objects(input: Json, key: string, { most }: { most: number }): Json[] {
  const value = input[key] ?? missing(key);
  if (Array.isArray(value) && value.length <= most) return value as Json[];
  return invalid(`The parameter ${key} must be a list of at most ${most}.`);
}

export function object(input: Json, key: string): Json {
  const value = input[key] ?? missing(key);
  return typeof value === 'object' ? (value as Json) : invalid(`The parameter ${key} must be an object.`);
}

export function metricIn(input: Json): Metric {
  onlyParameters(input, ['Namespace', 'MetricName', 'Dimensions'], 'a metric');
  const given = input.Dimensions === undefined ? [] : objects(input, 'Dimensions', { most: MAX_DIMENSIONS });
  const dimensions = given.map((each) => {
    onlyParameters(each, ['Name', 'Value'], 'a dimension');
    return [text(each, 'Name'), text(each, 'Value')] as const;
  });
  return { namespace: text(input, 'Namespace'), name: text(input, 'MetricName'), dimensions: ordered(dimensions) };
}

/** How many were shown before this page: what its token says. */
export function shownBefore(input: Json): number {
  const token = optionalText(input, 'NextToken');
  if (token === undefined) return 0;
  const count = Number(Buffer.from(token, 'base64url').toString());
  if (Number.isInteger(count) && count > 0) return count;
  throw refusal('InvalidNextToken', 'InvalidNextToken', 'The next token specified is invalid.');
}

/** The token of the page after so many. */
export function tokenAfter(shown: number): string {
  return Buffer.from(String(shown)).toString('base64url');
}

function missing(key: string): never {
  throw refusal('MissingRequiredParameterException', 'MissingParameter', `The parameter ${key} is required.`);
}
