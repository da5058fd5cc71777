/**
 * How are secrets kept? Each under a data key of its own, that under the stack's KMS key, and both bound to a context
 * (`{subscriberId}`): one subscriber's sealed text is no use to another. Envelope encryption has no limit of 4 KB, and its two
 * halves are two permissions: who may seal (kms:GenerateDataKey) cannot for that reason open (kms:Decrypt).
 */
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { ciphertextOfKms, openText, readSealed, type SealingContext, sealText } from './sealed-text.ts';

export class Sealer {
  readonly #kms: KMSClient;

  constructor(kms: KMSClient) {
    this.#kms = kms;
  }

  async seal(keyId: string, context: SealingContext, text: string): Promise<string> {
    const { Plaintext, CiphertextBlob } = await this.#kms.send(
      new GenerateDataKeyCommand({ KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: { ...context } }),
    );
    if (!Plaintext || !CiphertextBlob) throw new Error('KMS made no data key.');
    try {
      return sealText(text, Plaintext, CiphertextBlob, context);
    } finally {
      Plaintext.fill(0);
    }
  }

  /** Throws when it was sealed for another context, under a key that is gone, or has been changed since. */
  async open(context: SealingContext, sealed: string): Promise<string> {
    const byKms = ciphertextOfKms(sealed);
    if (byKms) return Buffer.from(await this.#decrypt(context, byKms)).toString('utf8');
    const parts = readSealed(sealed);
    const key = await this.#decrypt(context, parts.encryptedKey);
    try {
      return openText(parts, key, context);
    } finally {
      key.fill(0);
    }
  }

  async #decrypt(context: SealingContext, ciphertext: Uint8Array): Promise<Uint8Array> {
    const { Plaintext } = await this.#kms.send(
      new DecryptCommand({ CiphertextBlob: ciphertext, EncryptionContext: { ...context } }),
    );
    if (!Plaintext) throw new Error('KMS answered without a text.');
    return Plaintext;
  }
}
