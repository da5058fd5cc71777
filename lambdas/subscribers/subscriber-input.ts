/** What may a subscriber be registered with, or changed to? Unknown fields are refused by name. */
import * as z from 'zod/mini';
import { customHeaderFaults } from '../../core/custom-headers.ts';
import { checkEndpointUrl, type UrlPolicy } from '../../core/endpoint-url.ts';
import { scheduleFault } from '../../core/retry-schedule.ts';
import { schemaVersionFault } from '../../core/schema-version.ts';
import {
  CONCURRENCY_RANGE,
  DEFAULT_ACKNOWLEDGE_SECONDS,
  DEFAULT_TIMEOUT_SECONDS,
  MAX_ACKNOWLEDGE_SECONDS,
  MAX_DESCRIPTION_LENGTH,
  MAX_EVENT_TYPES,
  MAX_METADATA,
  MAX_NAME_LENGTH,
  MAX_TENANT_LENGTH,
  MAX_TIMEOUT_SECONDS,
  SIGNINGS,
  SUBSCRIBER_MODES,
  type SubscriberSettings,
} from '../../core/subscriber.ts';
import {
  eventTypeFault,
  type FieldFault,
  filterFaults,
  MAX_PATTERN_LENGTH,
  type PatternFields,
  subscriberPattern,
} from '../../core/subscriber-pattern.ts';
import { BODY_FORMATS } from '../../core/webhook-body.ts';
import { anyObject, by, list, oneOf, text, texts, wholeNumber } from '../schema/fields.ts';
import { type Reading, readInput } from '../schema/read-input.ts';

/** What a stage allows and how it names things. */
export interface InputRules extends PatternFields {
  readonly urlPolicy: UrlPolicy;
}

/** What its owner asks for: the settings that are kept as they are, and those that are sealed. */
export interface SubscriberInput extends SubscriberSettings {
  readonly headers?: Readonly<Record<string, string>>;
}

const TIMEOUT_RULE = `must be a whole number from 1 to ${MAX_TIMEOUT_SECONDS} (in mode pull to ${MAX_ACKNOWLEDGE_SECONDS})`;

const d = z.describe;

/** What a URL, an event type, a schedule may be is checked by rules of the core; the rest is said here. */
const inputFields = (policy: UrlPolicy) => ({
  name: text(1, MAX_NAME_LENGTH).check(d('What people call it')),
  url: z.optional(
    z.string('must be a URL').check(
      by((value) => urlFault(value, policy)),
      d('Its endpoint. Left out where `mode` is `pull`'),
    ),
  ),
  mode: z.optional(oneOf(SUBSCRIBER_MODES).check(d('`push` (default): posted to `url`. `pull`: fetched by its owner'))),
  eventTypes: list(z.string('must be a text').check(by(eventTypeFault)), MAX_EVENT_TYPES, 'event types').check(
    d('`invoice.paid`, `invoice.*` for all that begin so, `*` for everything but Fanfare’s own events'),
  ),
  tenant: z.optional(text(1, MAX_TENANT_LENGTH).check(d("That tenant's events and no others"))),
  schemaVersion: z.optional(
    z
      .string('must be a text')
      .check(by(schemaVersionFault), d('Events of this version of their schema only; those that name none are of "1"')),
  ),
  filter: z.optional(
    anyObject('must be an object: an EventBridge pattern on `detail`').check(d('An EventBridge pattern on `detail`')),
  ),
  format: z.optional(
    oneOf(BODY_FORMATS).check(d('`standard` (default): `{"type","timestamp","data"}`. `raw`: the detail as it is')),
  ),
  signing: z.optional(
    oneOf(SIGNINGS).check(d('`hmac-sha256` (default): a shared secret, `v1`. `ed25519`: a key pair, `v1a`')),
  ),
  headers: z.optional(
    z
      .record(z.string(), z.string('must be a text'), 'must be an object of header names and their values')
      .check(d('Sent with every webhook; kept encrypted and never shown again'), z.meta({ writeOnly: true })),
  ),
  retrySchedule: z.optional(
    z
      .array(z.number('must be a number of seconds'), 'must be a list of seconds')
      .check(by(scheduleFault), d('Seconds between attempts: 1 to 20 waits, each at most a day, together at most 12')),
  ),
  timeoutSeconds: z.optional(
    z
      .int(TIMEOUT_RULE)
      .check(
        z.minimum(1, TIMEOUT_RULE),
        z.maximum(MAX_ACKNOWLEDGE_SECONDS, TIMEOUT_RULE),
        d(
          `Push: how long the endpoint may take to answer, 1 to ${MAX_TIMEOUT_SECONDS} (${DEFAULT_TIMEOUT_SECONDS}). Pull: how long a puller may take to acknowledge, 1 to ${MAX_ACKNOWLEDGE_SECONDS} (${DEFAULT_ACKNOWLEDGE_SECONDS})`,
        ),
      ),
  ),
  maxConcurrency: z.optional(
    wholeNumber(CONCURRENCY_RANGE.min, CONCURRENCY_RANGE.max).check(
      d('Batches of ten deliveries under way at once (5)'),
    ),
  ),
  description: z.optional(text(0, MAX_DESCRIPTION_LENGTH)),
  metadata: z.optional(
    texts(MAX_METADATA.fields, text(1, MAX_METADATA.nameLength), text(0, MAX_METADATA.valueLength)).check(
      d('Yours, as it is'),
    ),
  ),
});

/** The settings that are shown again: all but the headers. */
export function settingFields() {
  const { headers: _, ...shown } = inputFields(ANY_URL);
  return shown;
}

/** For descriptions, which belong to no stage. */
const ANY_URL: UrlPolicy = { allowHttp: true, allowedPorts: 'any', allowedAddresses: ['0.0.0.0/0', '::/0'] };

/** What a registration is, on a stage with this policy. */
export function subscriberInput(policy: UrlPolicy = ANY_URL) {
  return z
    .strictObject(inputFields(policy), 'must be an object')
    .check(z.meta({ id: 'SubscriberInput', description: 'What a subscriber is registered with' }));
}

/** What a change is: any of the fields, and null for those to go back to their default. */
export function subscriberPatch(policy: UrlPolicy = ANY_URL) {
  const fields = Object.entries(inputFields(policy)).map(([name, field]) => [name, z.optional(z.nullable(field))]);
  return z
    .strictObject(Object.fromEntries(fields) as Record<string, z.ZodMiniType>, 'must be an object')
    .check(z.meta({ id: 'SubscriberPatch', description: 'Fields to change; null removes one' }));
}

/** Reads what a subscriber is to be, whole. */
export function readSubscriberInput(input: unknown, rules: InputRules): Reading<SubscriberInput> {
  const reading = readInput(subscriberInput(rules.urlPolicy), input);
  if (!reading.ok) return reading;
  const value = withoutUndefined(reading.value) as unknown as SubscriberInput;
  const errors = [...modeFaults(value), ...wishFaults(value, rules)];
  if (value.headers) errors.push(...customHeaderFaults(value.headers));
  if (errors.length > 0) return { ok: false, errors };
  return { ok: true, value: value.url === undefined ? value : { ...value, url: new URL(value.url).href } };
}

function urlFault(value: string, policy: UrlPolicy): string | undefined {
  const check = checkEndpointUrl(value, policy);
  return check.ok ? undefined : check.message;
}

function modeFaults({ mode, url, timeoutSeconds }: SubscriberInput): FieldFault[] {
  if (mode === 'pull') {
    return url === undefined ? [] : [{ path: 'url', message: 'must be left out: a pull subscriber is not called' }];
  }
  const faults: FieldFault[] = [];
  if (url === undefined)
    faults.push({ path: 'url', message: 'must be a URL; only a subscriber of mode `pull` has none' });
  if (timeoutSeconds !== undefined && timeoutSeconds > MAX_TIMEOUT_SECONDS) {
    faults.push({ path: 'timeoutSeconds', message: TIMEOUT_RULE });
  }
  return faults;
}

/** What no single field shows: the filter beside the tenant, and the length of the pattern they make together. */
function wishFaults(settings: SubscriberSettings, fields: PatternFields): FieldFault[] {
  const faults = filterFaults(settings, fields);
  const length = JSON.stringify(subscriberPattern(settings, fields)).length;
  if (length > MAX_PATTERN_LENGTH) {
    const message = `makes a pattern of ${length} characters; EventBridge takes ${MAX_PATTERN_LENGTH}`;
    faults.push({ path: settings.filter ? 'filter' : 'eventTypes', message });
  }
  return faults;
}

function withoutUndefined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined));
}

/** The settings that are kept as they are. */
export const SETTINGS = [
  ...(['name', 'url', 'mode', 'eventTypes', 'tenant', 'schemaVersion', 'filter', 'format', 'signing'] as const),
  ...(['retrySchedule', 'timeoutSeconds', 'maxConcurrency', 'description', 'metadata'] as const),
] satisfies readonly (keyof SubscriberSettings)[];
