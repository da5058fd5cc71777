/** Registers a subscriber: checks what it asks for, makes its secret, stores what is desired. `provision` does the rest. */
import { randomBytes } from 'node:crypto';
import {
  type EventBridgeClient,
  InvalidEventPatternException,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { formatSecret, SECRET_BYTES } from '../../core/signature.ts';
import type { Subscriber, SubscriberSettings } from '../../core/subscriber.ts';
import { subscriberPattern } from '../../core/subscriber-pattern.ts';
import type { SubscriberRecords } from '../records/subscriber-records.ts';
import type { SubscriberSecrets } from '../secrets/subscriber-secrets.ts';
import { invalidFields } from './problem.ts';
import { newSubscriberId } from './subscriber-id.ts';
import { type InputRules, readSubscriberInput } from './subscriber-input.ts';

export interface RegistrationParts {
  readonly subscribers: SubscriberRecords;
  readonly secrets: SubscriberSecrets;
  readonly events: EventBridgeClient;
  readonly keyId: string;
  readonly rules: InputRules;
}

/** The secret is in the answer, and in no other one after it. */
export async function registerSubscriber(
  input: unknown,
  parts: RegistrationParts,
): Promise<{ subscriber: Subscriber; secret: string }> {
  const reading = readSubscriberInput(input, parts.rules);
  if (!reading.ok) throw invalidFields(reading.errors);
  await checkPattern(reading.settings, parts);
  const now = new Date().toISOString();
  const id = newSubscriberId();
  const secret = formatSecret(randomBytes(SECRET_BYTES));
  const subscriber: Subscriber = {
    ...reading.settings,
    id,
    desired: 'active',
    status: 'provisioning',
    encryptedSecrets: [await parts.secrets.encrypt(parts.keyId, id, secret)],
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
  await parts.subscribers.create(subscriber);
  return { subscriber, secret };
}

/** EventBridge itself says whether it understands a pattern; any event will do to ask about. */
async function checkPattern(settings: SubscriberSettings, { events, rules }: RegistrationParts): Promise<void> {
  const pattern = JSON.stringify(subscriberPattern(settings, rules.tenantField));
  const event = {
    id: '00000000-0000-0000-0000-000000000000',
    account: '000000000000',
    source: 'fanfare',
    time: '2026-01-01T00:00:00Z',
    region: 'us-east-1',
    resources: [],
    'detail-type': 'fanfare.pattern-check',
    detail: {},
  };
  try {
    await events.send(new TestEventPatternCommand({ EventPattern: pattern, Event: JSON.stringify(event) }));
  } catch (error) {
    if (!(error instanceof InvalidEventPatternException)) throw error;
    const path = settings.filter ? 'filter' : 'eventTypes';
    throw invalidFields([{ path, message: `must be what EventBridge understands: ${error.message}` }]);
  }
}
