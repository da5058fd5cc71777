/** Registers a subscriber: checks what it asks for, makes its secret, stores what is desired. `provision` does the rest. */
import type { Subscriber, SubscriberSettings } from '../../core/subscriber.ts';
import type { FieldFault } from '../../core/subscriber-pattern.ts';
import { checkPattern } from './check-pattern.ts';
import { newSecret } from './new-secret.ts';
import type { SubscriberParts } from './parts.ts';
import { invalidFields } from './problem.ts';
import { registerOnce } from './register-once.ts';
import { sealedHeaders } from './sealed-headers.ts';
import { newSubscriberId } from './subscriber-id.ts';
import { readSubscriberInput, type SubscriberInput } from './subscriber-input.ts';
import { unknownEventTypes } from './unknown-event-types.ts';

export interface Registered {
  readonly subscriber: Subscriber;
  /** In this answer, and in no other one after it. */
  readonly secret?: string;
  readonly warnings: readonly FieldFault[];
}

/** `idempotencyKey`: with the same one, the same registration a second time is the first one again, for a day. */
export async function registerSubscriber(
  input: unknown,
  parts: SubscriberParts,
  idempotencyKey?: string,
): Promise<Registered> {
  const { settings, warnings } = await checkedInput(input, parts);
  const register = () => prepared(settings, parts);
  if (idempotencyKey !== undefined) {
    return { ...(await registerOnce(idempotencyKey, settings, register, parts)), warnings };
  }
  const registration = await register();
  await parts.subscribers.create(registration.subscriber);
  return { ...registration, warnings };
}

/** Reads and checks all that can be asked for; throws a problem that names the field. */
export async function checkedInput(
  input: unknown,
  { events, eventTypes, rules }: SubscriberParts,
): Promise<{ settings: SubscriberInput; warnings: FieldFault[] }> {
  const reading = readSubscriberInput(input, rules);
  if (!reading.ok) throw invalidFields(reading.errors);
  const settings = reading.value;
  const [warnings] = await Promise.all([
    unknownEventTypes(settings.eventTypes, eventTypes, rules.strictEventTypes),
    checkPattern(settings, rules, events),
  ]);
  return { settings, warnings };
}

async function prepared(
  { headers, ...settings }: SubscriberInput,
  parts: SubscriberParts,
): Promise<{ subscriber: Subscriber; secret?: string }> {
  const now = new Date();
  const id = newSubscriberId();
  const [{ kept, secret }, custom] = await Promise.all([
    newSecret(id, settings.signing, parts, now),
    sealedHeaders(id, headers, parts),
  ]);
  const subscriber: Subscriber = {
    ...(settings satisfies SubscriberSettings),
    ...(custom ? { headers: custom } : {}),
    id,
    desired: 'active',
    status: 'provisioning',
    secrets: [kept],
    version: 1,
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
  };
  return { subscriber, ...(secret === undefined ? {} : { secret }) };
}
