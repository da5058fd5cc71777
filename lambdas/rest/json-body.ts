/** What did the request say? Its body as JSON, refused where a record could not keep it as it was said. */
import type { FieldFault } from '../../core/subscriber-pattern.ts';
import { invalidFields } from '../subscribers/problem.ts';

/** Few fields need as much; DynamoDB keeps 32 levels. */
const MAX_DEPTH = 16;

/** What DynamoDB can keep apart from 0. */
const SMALLEST_NUMBER = 1e-130;

export function readJsonBody(text: string, maxDepth = MAX_DEPTH): unknown {
  const body = parse(text);
  const faults = lossesIn(body, [], maxDepth);
  if (faults.length > 0) throw invalidFields(faults);
  return body;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw invalidFields([{ path: '(body)', message: 'must be JSON' }]);
  }
}

/** JSON can say more than a record holds, and it would be changed without a word. */
function lossesIn(value: unknown, path: readonly string[], maxDepth: number): FieldFault[] {
  const fault = (message: string) => [{ path: path.join('.') || '(body)', message }];
  if (path.length > maxDepth) return fault(`must not be nested deeper than ${maxDepth} levels`);
  if (path.at(-1) === '__proto__') return fault('must have another name: this one cannot be kept');
  if (typeof value === 'string' && !value.isWellFormed()) return fault('must be Unicode text, without half of a pair');
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    return fault(`must be a number between -${Number.MAX_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER}`);
  }
  if (typeof value === 'number' && value !== 0 && Math.abs(value) < SMALLEST_NUMBER) {
    return fault(`must be 0, or a number of at least ${SMALLEST_NUMBER} or at most -${SMALLEST_NUMBER}`);
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => lossesIn(inner, [...path, key], maxDepth));
}
