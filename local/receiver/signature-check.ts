/** Was this webhook signed by somebody we trust? As a receiver would check it, with the keys of all its senders. */
import { type VerifyingKey, verifyingKey } from '../../core/signing-key.ts';
import { type ReceivedWebhook, verifySignature } from '../../core/verify-signature.ts';

/** `no-secret`: nothing to check against yet. */
export type Verified = true | false | 'no-secret';

export class SignatureCheck {
  readonly #keys = new Map<string, VerifyingKey>();
  readonly #lookUp: () => Promise<readonly string[]>;
  #looking: Promise<void> | undefined;

  /** `lookUp`: asked for keys when those known do not verify a webhook: its sender may be new, or have rotated. */
  constructor(lookUp: () => Promise<readonly string[]> = () => Promise.resolve([])) {
    this.#lookUp = lookUp;
  }

  /** A `whsec_…` or `whpk_…`. Throws on anything else. */
  trust(key: string): void {
    if (!this.#keys.has(key)) this.#keys.set(key, verifyingKey(key));
  }

  async verify(webhook: ReceivedWebhook, nowMs: number): Promise<Verified> {
    if (this.#isSigned(webhook, nowMs)) return true;
    await this.#look();
    return this.#keys.size === 0 ? 'no-secret' : this.#isSigned(webhook, nowMs);
  }

  #isSigned(webhook: ReceivedWebhook, nowMs: number): boolean {
    return verifySignature(webhook, [...this.#keys.values()], nowMs).ok;
  }

  /** Many that come at once wait for one look. */
  #look(): Promise<void> {
    this.#looking ??= this.#lookUp()
      .then((keys) => {
        for (const key of keys) this.trust(key);
      })
      .finally(() => {
        this.#looking = undefined;
      });
    return this.#looking;
  }
}
