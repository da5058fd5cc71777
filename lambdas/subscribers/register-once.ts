/**
 * What if the answer to a registration was lost, and it is sent again? With an idempotency key it makes one subscriber, and
 * the second answer is the first one, secret included: that is kept sealed under the key's digest, for a day.
 */
import { createHash } from 'node:crypto';
import { liveSecrets, type Subscriber } from '../../core/subscriber.ts';
import type { RegistrationNote } from '../records/subscriber-records.ts';
import type { SubscriberParts } from './parts.ts';
import { invalidFields, Problem } from './problem.ts';
import type { SubscriberInput } from './subscriber-input.ts';

const KEPT_SECONDS = 86_400;
const KEY = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;

interface Registration {
  readonly subscriber: Subscriber;
  readonly secret?: string;
}

export async function registerOnce(
  key: string,
  settings: SubscriberInput,
  register: () => Promise<Registration>,
  parts: SubscriberParts,
): Promise<Registration> {
  if (!KEY.test(key)) {
    throw invalidFields([{ path: 'Idempotency-Key', message: 'must have 1 to 255 printable ASCII characters' }]);
  }
  const id = `registration#${digestOf(key)}` as const;
  const asked = digestOf(JSON.stringify(inOrder(settings)));
  const known = await livingNote(id, parts);
  if (known) return again(known, asked, parts);
  const registration = await register();
  const { subscriber, secret } = registration;
  const note = {
    ...{ id, asked, subscriberId: subscriber.id },
    ...(secret === undefined ? {} : { sealedSecret: await parts.sealer.seal(parts.keyId, sealedFor(id), secret) }),
    expiresAt: Math.floor(Date.now() / 1000) + KEPT_SECONDS,
  };
  if (await parts.subscribers.createOnce(subscriber, note)) return registration;
  const faster = await livingNote(id, parts);
  if (faster) return again(faster, asked, parts);
  throw new Problem('conflict', 'A registration with this Idempotency-Key is under way: send it again.');
}

/** TTL deletes late. */
async function livingNote(
  id: RegistrationNote['id'],
  { subscribers }: SubscriberParts,
): Promise<RegistrationNote | undefined> {
  const note = await subscribers.registrationNote(id);
  return note && note.expiresAt > Date.now() / 1000 ? note : undefined;
}

async function again(note: RegistrationNote, asked: string, parts: SubscriberParts): Promise<Registration> {
  if (note.asked !== asked) {
    throw new Problem('conflict', 'This Idempotency-Key was used for another registration: use a new key.');
  }
  const subscriber = await parts.subscribers.get(note.subscriberId);
  if (!subscriber) {
    const what = `The subscriber ${note.subscriberId} that this Idempotency-Key made has been deleted since`;
    throw new Problem('conflict', `${what}: use a new key.`);
  }
  // Since then it may have been rotated: a secret that signs no more is worse than none.
  const isLive = liveSecrets(subscriber.secrets, Date.now()).some(
    ({ createdAt }) => createdAt === subscriber.createdAt,
  );
  if (note.sealedSecret === undefined || !isLive) return { subscriber };
  return { subscriber, secret: await parts.sealer.open(sealedFor(note.id), note.sealedSecret) };
}

/** Its own context: whoever may open these may not open subscribers' secrets. */
function sealedFor(id: RegistrationNote['id']): Record<string, string> {
  return { registration: id };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('base64url');
}

/** The order in which fields were written does not make another registration. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, inOrder(inner)]));
}
