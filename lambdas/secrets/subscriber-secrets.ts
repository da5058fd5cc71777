/** How are secrets kept? Under the stack's KMS key, bound to their subscriber: one's ciphertext is no use to another. */
import { DecryptCommand, EncryptCommand, type KMSClient } from '@aws-sdk/client-kms';

export class SubscriberSecrets {
  readonly #kms: KMSClient;

  constructor(kms: KMSClient) {
    this.#kms = kms;
  }

  /** Base64 of the ciphertext. */
  async encrypt(keyId: string, subscriberId: string, secret: string): Promise<string> {
    const answer = await this.#kms.send(
      new EncryptCommand({ KeyId: keyId, Plaintext: Buffer.from(secret), EncryptionContext: { subscriberId } }),
    );
    return Buffer.from(answer.CiphertextBlob ?? []).toString('base64');
  }

  async decrypt(subscriberId: string, encrypted: string): Promise<string> {
    const answer = await this.#kms.send(
      new DecryptCommand({ CiphertextBlob: Buffer.from(encrypted, 'base64'), EncryptionContext: { subscriberId } }),
    );
    return Buffer.from(answer.Plaintext ?? []).toString('utf8');
  }
}
