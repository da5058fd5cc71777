/** What must a caller be allowed to do, on what, for a call to go through? */
import { ACCOUNT, REGION } from '../aws/service.ts';
import type { Context } from './condition.ts';

export interface Permission {
  /** `sqs:SendMessage` */
  readonly action: string;
  /** An ARN, or `*` where the action has no resource. */
  readonly resource: string;
  /** The service's own condition keys. */
  readonly context?: Context;
}

/** What only the services know. Without an answer the call is checked with what the request itself says. */
export interface Lookups {
  /** The ARN of the key that an id, ARN or alias means. */
  keyArn?(given: string): string | undefined;
  /** The ARN of the function that an event-source mapping invokes. */
  mappedFunctionArn?(uuid: string): string | undefined;
}

export function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
}

/** A parameter that is a string, or an empty one: a call without it fails in the service, in its own words. */
export function stringIn(input: Readonly<Record<string, unknown>>, key: string): string {
  const value = input[key];
  return typeof value === 'string' ? value : '';
}

export function objectsIn(input: Readonly<Record<string, unknown>>, key: string): Record<string, unknown>[] {
  const value = input[key];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'object' && each !== null) : [];
}
