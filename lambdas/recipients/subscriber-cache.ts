/** Who is to be called, with which keys and headers? Remembered for a moment, so that a busy queue costs no reads. */
import type { HeaderValues } from '../../core/custom-headers.ts';
import { type SigningKey, signingKey } from '../../core/signing-key.ts';
import { liveSecrets, type SigningSecret, type Subscriber } from '../../core/subscriber.ts';
import { SUBSCRIBER_MAX_AGE_MS } from '../subscriber-max-age.ts';
import { type Open, OpenedSeals } from './opened-seals.ts';
import { RecentlyUsed } from './recently-used.ts';

/** How much one execution environment remembers: some megabytes at most. */
const MAX_SUBSCRIBERS = 500;
const MAX_KEYS = 1000;
const MAX_HEADERS = 500;

export interface Recipient {
  readonly subscriber: Subscriber;
  /** What its own headers hold; empty where it wants none. */
  readonly headers: HeaderValues;
  /** The keys that sign at a time, newest first: a secret may expire while it is remembered. */
  readonly keysAt: (timeMs: number) => readonly SigningKey[];
}

export interface RecipientSource {
  readonly read: (id: string) => Promise<Subscriber | undefined>;
  readonly open: Open;
}

export class SubscriberCache {
  readonly #read: RecipientSource['read'];
  readonly #keys: OpenedSeals<SigningKey>;
  readonly #headers: OpenedSeals<HeaderValues>;
  readonly #recipients = new RecentlyUsed<{ recipient: Recipient; readAtMs: number }>(MAX_SUBSCRIBERS);

  constructor({ read, open }: RecipientSource) {
    this.#read = read;
    this.#keys = new OpenedSeals(open, signingKey, MAX_KEYS);
    this.#headers = new OpenedSeals(open, headersIn, MAX_HEADERS);
  }

  /** Throws when there is no such subscriber: its queue's messages must stay where they are. */
  async get(id: string, nowMs: number): Promise<Recipient> {
    const known = this.#recipients.get(id);
    if (known && nowMs - known.readAtMs < SUBSCRIBER_MAX_AGE_MS && isActive(known.recipient)) return known.recipient;
    const subscriber = await this.#read(id);
    if (!subscriber) {
      this.forget(id);
      throw new Error(`There is no subscriber ${id}, yet its queue has messages.`);
    }
    const recipient = await this.#opened(subscriber, nowMs);
    this.#recipients.set(id, { recipient, readAtMs: nowMs });
    return recipient;
  }

  forget(id: string): void {
    this.#recipients.delete(id);
  }

  async #opened(subscriber: Subscriber, nowMs: number): Promise<Recipient> {
    const { id, secrets, headers } = subscriber;
    const [keys, values] = await Promise.all([
      Promise.all(
        liveSecrets(secrets, nowMs).map(async (secret) => [secret, await this.#keys.get(id, secret.sealed)] as const),
      ),
      headers ? this.#headers.get(id, headers.sealed) : {},
    ]);
    return { subscriber, headers: values, keysAt: keysAt(new Map(keys)) };
  }
}

/** What is remembered of another would hold back, or bury, the first events after it was resumed or enabled. */
function isActive({ subscriber: { desired } }: Recipient): boolean {
  return desired === 'active';
}

function keysAt(keys: ReadonlyMap<SigningSecret, SigningKey>): Recipient['keysAt'] {
  return (timeMs) => liveSecrets([...keys.keys()], timeMs).flatMap((secret) => keys.get(secret) ?? []);
}

/** JSON's own error would repeat what it could not read. */
function headersIn(text: string): HeaderValues {
  try {
    return JSON.parse(text) as HeaderValues;
  } catch {
    throw new Error('The sealed headers are not JSON.');
  }
}
