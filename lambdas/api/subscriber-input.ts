/** What may a subscriber be registered with? Unknown fields are refused by name. */
// As a namespace, not `{ z }`: that one holds every language zod speaks, 400 KB of the bundle.
import * as z from 'zod/mini';
import { checkEndpointUrl, type UrlPolicy } from '../../core/endpoint-url.ts';
import { scheduleFault } from '../../core/retry-schedule.ts';
import { MAX_TIMEOUT_SECONDS, type SubscriberSettings } from '../../core/subscriber.ts';
import {
  eventTypeFault,
  type FieldFault,
  filterFaults,
  MAX_PATTERN_LENGTH,
  subscriberPattern,
} from '../../core/subscriber-pattern.ts';
import { BODY_FORMATS } from '../../core/webhook-body.ts';

/** A record stays far under DynamoDB's 400 KB. */
const MAX_METADATA_FIELDS = 50;

export interface InputRules {
  readonly urlPolicy: UrlPolicy;
  readonly tenantField: string;
}

export type InputReading =
  | { readonly ok: true; readonly settings: SubscriberSettings }
  | { readonly ok: false; readonly errors: readonly FieldFault[] };

/** A check by a rule of the core, which answers a sentence where something is wrong. */
function by<T>(rule: (value: T) => string | undefined) {
  return z.check<T>((context) => {
    const message = rule(context.value);
    if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value });
  });
}

function text(min: number, max: number) {
  const size = min === 0 ? `at most ${max}` : `${min} to ${max}`;
  const rule = `must be a text of ${size} characters`;
  return z.string(rule).check(z.minLength(min, rule), z.maxLength(max, rule));
}

function wholeNumber(min: number, max: number) {
  const rule = `must be a whole number from ${min} to ${max}`;
  return z.int(rule).check(z.minimum(min, rule), z.maximum(max, rule));
}

function list<T extends z.core.SomeType>(of: T, max: number, what: string) {
  const rule = `must be a list of 1 to ${max} ${what}`;
  return z.array(of, rule).check(z.minLength(1, rule), z.maxLength(max, rule));
}

/** Every field's rule is one sentence, said after its name: "`name` must be a text …". */
function schema({ urlPolicy }: InputRules) {
  return z.strictObject(
    {
      name: text(1, 128),
      url: z.string('must be a URL').check(by((value) => urlFault(value, urlPolicy))),
      eventTypes: list(z.string('must be a text').check(by(eventTypeFault)), 100, 'event types'),
      tenant: z.optional(text(1, 256)),
      filter: z.optional(z.record(z.string(), z.unknown(), 'must be an object: an EventBridge pattern on `detail`')),
      format: z.optional(z.enum(BODY_FORMATS, `must be one of ${BODY_FORMATS.join(', ')}`)),
      retrySchedule: z.optional(
        z.array(z.number('must be a number of seconds'), 'must be a list of seconds').check(by(scheduleFault)),
      ),
      timeoutSeconds: z.optional(wholeNumber(1, MAX_TIMEOUT_SECONDS)),
      maxConcurrency: z.optional(wholeNumber(2, 1000)),
      description: z.optional(text(0, 1024)),
      metadata: z.optional(metadata()),
    },
    'must be an object',
  );
}

function metadata() {
  const rule = `must be an object of at most ${MAX_METADATA_FIELDS} texts`;
  const isSmall = (value: object) => (Object.keys(value).length > MAX_METADATA_FIELDS ? rule : undefined);
  return z.record(text(1, 64), text(0, 512), rule).check(by(isSmall));
}

function urlFault(value: string, policy: UrlPolicy): string | undefined {
  const check = checkEndpointUrl(value, policy);
  return check.ok ? undefined : check.message;
}

export function readSubscriberInput(input: unknown, rules: InputRules): InputReading {
  const parsed = schema(rules).safeParse(input);
  if (!parsed.success) return { ok: false, errors: parsed.error.issues.flatMap(fieldFaults) };
  const settings = withoutUndefined(parsed.data) as unknown as SubscriberSettings;
  const errors = wishFaults(settings, rules.tenantField);
  return errors.length > 0
    ? { ok: false, errors }
    : { ok: true, settings: { ...settings, url: new URL(settings.url).href } };
}

function fieldFaults(issue: z.core.$ZodIssue): FieldFault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: 'is not a known field' }));
  }
  const path = issue.path.join('.') || '(body)';
  const message = issue.code === 'invalid_key' ? 'must have a name of 1 to 64 characters' : issue.message;
  return [{ path, message }];
}

/** What no single field shows: the filter beside the tenant, and the length of the pattern they make together. */
function wishFaults(settings: SubscriberSettings, tenantField: string): FieldFault[] {
  const faults = filterFaults(settings, tenantField);
  const length = JSON.stringify(subscriberPattern(settings, tenantField)).length;
  if (length > MAX_PATTERN_LENGTH) {
    const message = `makes a pattern of ${length} characters; EventBridge takes ${MAX_PATTERN_LENGTH}`;
    faults.push({ path: settings.filter ? 'filter' : 'eventTypes', message });
  }
  return faults;
}

function withoutUndefined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined));
}
