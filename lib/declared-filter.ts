/** Can a declared filter be an EventBridge pattern? What can be seen without EventBridge, and without the stage. */
import { Token } from 'aws-cdk-lib';
import { type FieldFault, filterFaults, type JsonObject } from '../core/subscriber-pattern.ts';
import { isObject, type Rule } from './setting-rules.ts';

/** A filter may not speak of them beside `tenant` or `schemaVersion`; how they are named the stage alone knows. */
const UNKNOWN_FIELDS = { tenantField: '', schemaVersionField: '' };

export const declaredFilter: Rule = (filter, name) => {
  if (!isObject(filter)) return [`${name} must be an object: an EventBridge pattern on \`detail\`.`];
  const known = withoutTokens(filter) as JsonObject;
  const faults = [...shapeFaults(known, name), ...filterFaults({ eventTypes: [], filter: known }, UNKNOWN_FIELDS)];
  return faults.map(({ path, message }) => `${path} ${message}.`);
};

/** Every field has a list of values, or fields of its own; `$or` has a list of patterns. */
function shapeFaults(pattern: JsonObject, path: string): FieldFault[] {
  return Object.entries(pattern).flatMap(([field, value]) => {
    const at = `${path}.${field}`;
    if (Array.isArray(value)) return listFaults(field, value, at);
    if (!isObject(value)) return [{ path: at, message: 'must be a list of values, as in ["paid"]' }];
    if (Object.keys(value).length === 0) return [{ path: at, message: 'must hold at least one field' }];
    return shapeFaults(value, at);
  });
}

function listFaults(field: string, values: readonly unknown[], path: string): FieldFault[] {
  if (values.length === 0) return [{ path, message: 'must hold at least one value' }];
  if (field !== '$or') return [];
  return values.flatMap((branch, at) => (isObject(branch) ? shapeFaults(branch, `${path}.${at}`) : []));
}

/** What is only known at deployment may be anything: a list stands for it here. */
function withoutTokens(value: unknown): unknown {
  if (Token.isUnresolved(value)) return [''];
  if (Array.isArray(value)) return value.map(withoutTokens);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutTokens(inner)]));
}
