/** Who is to be called, and with which keys? Remembered for half a minute, so that a batch costs no reads. */
import type { KeyObject } from 'node:crypto';
import { signingKey } from '../../core/signature.ts';
import type { Subscriber } from '../../core/subscriber.ts';

/** A change (a pause, a rotated secret) is seen by every execution environment within this time. */
const MAX_AGE_MS = 30_000;

export interface Recipient {
  readonly subscriber: Subscriber;
  /** One for each live secret. */
  readonly keys: readonly KeyObject[];
}

export interface RecipientSource {
  readonly read: (id: string) => Promise<Subscriber | undefined>;
  /** A secret's plain text. */
  readonly decrypt: (subscriberId: string, encrypted: string) => Promise<string>;
}

export class SubscriberCache {
  readonly #source: RecipientSource;
  readonly #entries = new Map<string, { recipient: Recipient; readAtMs: number }>();

  constructor(source: RecipientSource) {
    this.#source = source;
  }

  /** Throws when there is no such subscriber: its queue's messages must stay where they are. */
  async get(id: string, nowMs: number): Promise<Recipient> {
    const known = this.#entries.get(id);
    if (known && nowMs - known.readAtMs < MAX_AGE_MS) return known.recipient;
    this.#entries.delete(id);
    const subscriber = await this.#source.read(id);
    if (!subscriber) throw new Error(`There is no subscriber ${id}, yet its queue has messages.`);
    const secrets = subscriber.encryptedSecrets.map((encrypted) => this.#source.decrypt(id, encrypted));
    const recipient = { subscriber, keys: (await Promise.all(secrets)).map(signingKey) };
    this.#entries.set(id, { recipient, readAtMs: nowMs });
    return recipient;
  }

  forget(id: string): void {
    this.#entries.delete(id);
  }
}
