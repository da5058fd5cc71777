/** May a declared subscriber have these headers? Their values are never repeated. */
import { type Stack, Token } from 'aws-cdk-lib';
import { customHeaderFaults } from '../core/custom-headers.ts';
import { isObject, type Rule } from './setting-rules.ts';

/** Stands for a value that is only known at deployment. */
const ANY_VALUE = 'x';

const DYNAMIC_REFERENCE =
  'must not be a dynamic reference, which CloudFormation does not resolve for a custom resource: use a CfnParameter with noEcho';

export function declaredHeaders(stack: Stack): Rule {
  return (headers, name) => {
    if (!isObject(headers)) return [`${name} must be an object of header names and their values.`];
    const entries = Object.entries(headers).filter(([key, value]) => value !== undefined && !Token.isUnresolved(key));
    const wrong = entries.flatMap(([key, value]) =>
      valueFaults(value, stack).map((fault) => `${name}.${key} ${fault}.`),
    );
    if (wrong.length > 0) return wrong;
    const known = entries.map(([key, value]) => [key, Token.isUnresolved(value) ? ANY_VALUE : String(value)]);
    return customHeaderFaults(Object.fromEntries(known) as Record<string, string>).map(
      ({ path, message }) => `${path} ${message}.`,
    );
  };
}

/** CloudFormation hands them to a custom resource as they are, and webhooks would carry `{{resolve:…}}`. */
function valueFaults(value: unknown, stack: Stack): string[] {
  if (typeof value !== 'string' && !Token.isUnresolved(value)) return ['must have a text for a value'];
  return JSON.stringify(stack.resolve(value)).includes('{{resolve:') ? [DYNAMIC_REFERENCE] : [];
}
