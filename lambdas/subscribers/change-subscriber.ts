/** Changes a subscriber's settings: what is given replaces, null takes away, all else stays. */
import { isDeepStrictEqual } from 'node:util';
import {
  DEFAULT_OVERLAP_SECONDS,
  liveSecrets,
  type Subscriber,
  type SubscriberSettings,
  signingOf,
} from '../../core/subscriber.ts';
import type { FieldFault } from '../../core/subscriber-pattern.ts';
import type { SubscriberEdit } from '../records/subscriber-records.ts';
import { readInput } from '../schema/read-input.ts';
import { changeKnown, refuseIfDeleted } from './known-subscriber.ts';
import { newSecret } from './new-secret.ts';
import type { SubscriberParts } from './parts.ts';
import { invalidFields, Problem } from './problem.ts';
import { checkedInput } from './register-subscriber.ts';
import { refuseTooMany, withSuccessor } from './rotate-secret.ts';
import { sealedHeaders } from './sealed-headers.ts';
import { SETTINGS, type SubscriberInput, subscriberPatch } from './subscriber-input.ts';
import { untilSeen } from './until-seen.ts';

export interface Changed {
  readonly subscriber: Subscriber;
  /** A new one, where `signing` changed to a shared secret. */
  readonly secret?: string;
  readonly warnings: readonly FieldFault[];
}

/** `expectedVersion`: refused when it is not the present one. What changes nothing leaves the version as it is. */
export async function changeSubscriber(
  id: string,
  patch: unknown,
  expectedVersion: number | undefined,
  parts: SubscriberParts,
): Promise<Changed> {
  const reading = readInput(subscriberPatch(parts.rules.urlPolicy), patch);
  if (!reading.ok) throw invalidFields(reading.errors);
  let told: Omit<Changed, 'subscriber'> = { warnings: [] };
  let before: Subscriber | undefined;
  const subscriber = await changeKnown(id, parts.subscribers, async (current) => {
    before = current;
    refuseIfDeleted(current);
    refuseIfOvertaken(current, expectedVersion);
    const { edit, ...rest } = await editOf(current, reading.value, parts);
    told = rest;
    return edit;
  });
  if (told.secret !== undefined || signingOf(subscriber) !== signingOf(before ?? subscriber)) await untilSeen();
  return { subscriber, ...told };
}

function refuseIfOvertaken({ version, id }: Subscriber, expectedVersion: number | undefined): void {
  if (expectedVersion === undefined || expectedVersion === version) return;
  const detail = `The subscriber ${id} has version ${version}, not ${expectedVersion}: read it again, then change that.`;
  throw new Problem('version-mismatch', detail, { version });
}

async function editOf(
  current: Subscriber,
  patch: Readonly<Record<string, unknown>>,
  parts: SubscriberParts,
): Promise<Omit<Changed, 'subscriber'> & { edit: SubscriberEdit | undefined }> {
  const { headers, ...before } = { ...settingsOf(current), headers: undefined };
  const merged = withoutAbsent({ ...before, ...patch });
  const { settings, warnings } = await checkedInput(merged, parts);
  const { headers: wanted, ...after } = settings as SubscriberInput;
  const custom = 'headers' in patch ? await sealedHeaders(current.id, wanted, parts, current.headers) : current.headers;
  if (isDeepStrictEqual(after, before) && custom === current.headers) return { edit: undefined, warnings };
  const { secrets, secret } = await secretsFor(current, after, parts);
  const gone = Object.fromEntries(SETTINGS.map((field) => [field, undefined]));
  const edit = { ...gone, ...after, headers: custom, ...secrets, status: 'provisioning', failure: undefined } as const;
  return { edit, warnings, ...(secret === undefined ? {} : { secret }) };
}

/** Another way of signing needs another secret; the one before goes on beside it for a while. */
async function secretsFor(current: Subscriber, after: SubscriberSettings, parts: SubscriberParts) {
  if (signingOf(after) === signingOf(current)) return {};
  const now = new Date();
  refuseTooMany(current.id, liveSecrets(current.secrets, now.getTime()));
  const { kept, secret } = await newSecret(current.id, after.signing, parts, now);
  return { secrets: { secrets: withSuccessor(current.secrets, kept, DEFAULT_OVERLAP_SECONDS, now) }, secret };
}

function settingsOf(subscriber: Subscriber): SubscriberSettings {
  const settings = SETTINGS.map((field) => [field, subscriber[field]]);
  return withoutAbsent(Object.fromEntries(settings)) as unknown as SubscriberSettings;
}

function withoutAbsent(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined && inner !== null));
}
