/** Makes what a subscriber's webhooks are signed with: a secret to share, or a key pair of which it gets the public half. */
import { randomBytes } from 'node:crypto';
import { formatSecret, newKeyPair, SECRET_BYTES } from '../../core/signing-key.ts';
import type { Signing, SigningSecret } from '../../core/subscriber.ts';
import type { Sealer } from '../secrets/sealer.ts';

export interface NewSecret {
  readonly kept: SigningSecret;
  /** To be shown now and never again; a key pair has nothing of the kind. */
  readonly secret?: string;
}

export async function newSecret(
  subscriberId: string,
  signing: Signing | undefined,
  { sealer, keyId }: { sealer: Sealer; keyId: string },
  now: Date,
): Promise<NewSecret> {
  const bytes = randomBytes(SECRET_BYTES);
  const createdAt = now.toISOString();
  const seal = (text: string) => sealer.seal(keyId, { subscriberId }, text);
  if (signing === 'ed25519') {
    const { secret, publicKey } = newKeyPair(bytes);
    return { kept: { sealed: await seal(secret), publicKey, createdAt } };
  }
  const secret = formatSecret(bytes);
  return { kept: { sealed: await seal(secret), createdAt }, secret };
}
