/**
 * What is wrong with a declared subscriber that can be seen before deployment? Tokens are only known then: they pass. So
 * does what is for the stage to allow: `http`, other ports, what it calls the tenant's field.
 */
import { type Stack, Token } from 'aws-cdk-lib';
import { checkEndpointUrl, type UrlPolicy } from '../core/endpoint-url.ts';
import { scheduleFault } from '../core/retry-schedule.ts';
import { schemaVersionFault } from '../core/schema-version.ts';
import { STAGE_NAME } from '../core/stage.ts';
import {
  CONCURRENCY_RANGE,
  MAX_ACKNOWLEDGE_SECONDS,
  MAX_DESCRIPTION_LENGTH,
  MAX_EVENT_TYPES,
  MAX_METADATA,
  MAX_NAME_LENGTH,
  MAX_TENANT_LENGTH,
  MAX_TIMEOUT_SECONDS,
  SIGNINGS,
  SUBSCRIBER_MODES,
} from '../core/subscriber.ts';
import { eventTypeFault, MAX_PATTERN_LENGTH, subscriberPattern } from '../core/subscriber-pattern.ts';
import { BODY_FORMATS } from '../core/webhook-body.ts';
import { declaredFilter } from './declared-filter.ts';
import { declaredHeaders } from './declared-headers.ts';
import {
  flag,
  isObject,
  list,
  oneOf,
  type Rule,
  type Rules,
  sentences,
  settingFaults,
  text,
  textBy,
  wholeNumber,
} from './setting-rules.ts';
import { LOCAL_STAGE } from './stage-settings.ts';
import type { WebhookSubscriberProps } from './subscriber-declaration.ts';

/** Sentences, each beginning with the property. */
export function declarationFaults(props: WebhookSubscriberProps, stack: Stack): string[] {
  const required = ['stage', 'name', 'eventTypes'] as const;
  const faults = [...settingFaults(props, rulesFor(props, stack), { required }), ...modeFaults(props)];
  return faults.length > 0 ? faults : patternFaults(props);
}

function rulesFor({ stage, mode }: WebhookSubscriberProps, stack: Stack): Rules<WebhookSubscriberProps> {
  const maxSeconds = mode === 'pull' || Token.isUnresolved(mode) ? MAX_ACKNOWLEDGE_SECONDS : MAX_TIMEOUT_SECONDS;
  const rules: Rules<WebhookSubscriberProps> = {
    stage: textBy(stageFault),
    name: text(1, MAX_NAME_LENGTH),
    url: urlRule(stage),
    mode: oneOf(SUBSCRIBER_MODES),
    eventTypes: list(
      orToken(textBy(eventTypeFault)),
      `must be a list of 1 to ${MAX_EVENT_TYPES} event types`,
      1,
      MAX_EVENT_TYPES,
    ),
    tenant: text(1, MAX_TENANT_LENGTH),
    schemaVersion: textBy(schemaVersionFault),
    filter: declaredFilter,
    format: oneOf(BODY_FORMATS),
    signing: oneOf(SIGNINGS),
    headers: declaredHeaders(stack),
    retrySchedule,
    timeoutSeconds: wholeNumber(1, maxSeconds),
    maxConcurrency: wholeNumber(CONCURRENCY_RANGE.min, CONCURRENCY_RANGE.max),
    description: text(0, MAX_DESCRIPTION_LENGTH),
    metadata,
    forceDelete: flag,
  };
  return Object.fromEntries(
    Object.entries(rules).map(([name, rule]) => [name, orToken(rule)]),
  ) as unknown as Rules<WebhookSubscriberProps>;
}

function orToken(rule: Rule): Rule {
  return (value, name) => (Token.isUnresolved(value) ? [] : rule(value, name));
}

function stageFault(stage: string): string | undefined {
  if (STAGE_NAME.test(stage)) return undefined;
  return 'must be the name of a stage of Fanfare: 1 to 16 of a-z, 0-9 and inner hyphens, beginning with a letter';
}

/** What a stage may allow besides, it is asked about at deployment; addresses that are not public only `local` has. */
function urlRule(stage: unknown): Rule {
  const isMaybeLocal = stage === LOCAL_STAGE || Token.isUnresolved(stage);
  const allowedAddresses = isMaybeLocal ? ['0.0.0.0/0', '::/0'] : [];
  const policy: UrlPolicy = { allowHttp: true, allowedPorts: 'any', allowedAddresses };
  return (url, name) => {
    if (typeof url !== 'string') return [`${name} must be a URL.`];
    const check = checkEndpointUrl(url, policy);
    if (check.ok) return [];
    const isSecret = check.rule === 'credentials' || check.rule === 'too-long';
    return [`${name}${isSecret ? '' : ` "${url}"`} ${check.message}.`];
  };
}

const retrySchedule: Rule = (waits, name) => {
  if (!Array.isArray(waits)) return [`${name} must be a list of seconds.`];
  return waits.some((wait) => Token.isUnresolved(wait)) ? [] : sentences(name, scheduleFault(waits as number[]));
};

/** `declare` notes there whose a subscriber is: the stack and the resource. */
const NOTED_FIELDS = 2;
const MAX_FIELDS = MAX_METADATA.fields - NOTED_FIELDS;

const metadata: Rule = (fields, name) => {
  if (!isObject(fields) || Object.keys(fields).length > MAX_FIELDS) {
    return [`${name} must be an object of at most ${MAX_FIELDS} texts.`];
  }
  return Object.entries(fields).flatMap(([key, value]) => {
    const at = `${name}.${key}`;
    if (key.startsWith('aws:')) return [`${at} must have another name: those that begin with "aws:" are taken.`];
    if (key === '' || key.length > MAX_METADATA.nameLength) {
      return [`${at} must have a name of 1 to ${MAX_METADATA.nameLength} characters.`];
    }
    return value === undefined ? [] : orToken(text(0, MAX_METADATA.valueLength))(value, at);
  });
};

function modeFaults({ mode, url }: WebhookSubscriberProps): string[] {
  if (Token.isUnresolved(mode)) return [];
  if (mode === 'pull') return url === undefined ? [] : ['url must be left out: a pull subscriber is not called.'];
  return url === undefined ? ['url must be given: only a subscriber of mode "pull" has none.'] : [];
}

/** The fields of `detail` that a stage gives a meaning to; it may have longer names for them, and refuse then. */
const SHORTEST_FIELDS = { tenantField: 't', schemaVersionField: 'v' };

/** All they ask for becomes one pattern. */
function patternFaults({ eventTypes, tenant, schemaVersion, filter }: WebhookSubscriberProps): string[] {
  const wishes = { eventTypes, tenant, schemaVersion, filter };
  if (holdsToken(wishes)) return [];
  const { length } = JSON.stringify(subscriberPattern(wishes, SHORTEST_FIELDS));
  if (length <= MAX_PATTERN_LENGTH) return [];
  const name = filter ? 'filter' : 'eventTypes';
  return [`${name} makes a pattern of ${length} characters; EventBridge takes ${MAX_PATTERN_LENGTH}.`];
}

function holdsToken(value: unknown): boolean {
  if (Token.isUnresolved(value)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsToken);
}
