/** What may a subscriber be registered with? Unknown fields are refused by name. */
import { z } from 'zod/mini';
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

const text = (max: number) => z.string().check(z.minLength(1), z.maxLength(max));

function schema({ urlPolicy }: InputRules) {
  return z.strictObject({
    name: text(128),
    url: z.string().check(
      by((value) => {
        const check = checkEndpointUrl(value, urlPolicy);
        return check.ok ? undefined : check.message;
      }),
    ),
    eventTypes: z.array(z.string().check(by(eventTypeFault))).check(z.minLength(1), z.maxLength(100)),
    tenant: z.optional(text(256)),
    filter: z.optional(z.record(z.string(), z.unknown())),
    format: z.optional(z.enum(BODY_FORMATS)),
    retrySchedule: z.optional(z.array(z.number()).check(by(scheduleFault))),
    timeoutSeconds: z.optional(z.int().check(z.minimum(1), z.maximum(MAX_TIMEOUT_SECONDS))),
    maxConcurrency: z.optional(z.int().check(z.minimum(2), z.maximum(1000))),
    description: z.optional(z.string().check(z.maxLength(1024))),
    metadata: z.optional(z.record(text(64), z.string().check(z.maxLength(512)))),
  });
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
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: 'is not a known field' }));
  }
  return [{ path: path.join('.') || '(body)', message: issue.message }];
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
