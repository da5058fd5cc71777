/**
 * What do the keys of webhooks look like? As Standard Webhooks writes them, each the prefix and base64:
 *
 *     whsec_  a secret that both sides have; 24 to 64 bytes            → v1, HMAC-SHA256
 *     whsk_   a private key, the sender's; 32 bytes of seed, then its 32 bytes of public key
 *     whpk_   its public key, the receiver's; 32 bytes                 → v1a, Ed25519
 *
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';

const SECRET_PREFIX = 'whsec_';
const PRIVATE_PREFIX = 'whsk_';
const PUBLIC_PREFIX = 'whpk_';

/** The bytes of a new secret (the specification asks for 24 to 64), and those of a key pair's seed. */
export const SECRET_BYTES = 32;

const ED25519_BYTES = 32;

/** What goes before the bytes of an Ed25519 key in DER: PKCS #8 for a seed, SPKI for a public key (RFC 8410). */
const PKCS8_BEFORE_SEED = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_BEFORE_KEY = Buffer.from('302a300506032b6570032100', 'hex');

/** A live key of the sender's. Making it once per secret, not per signature, is two thirds of a signature's price. */
export type SigningKey =
  | { readonly scheme: 'v1'; readonly key: KeyObject }
  /** A private key. */
  | { readonly scheme: 'v1a'; readonly key: KeyObject };

/** A key of the receiver's. */
export type VerifyingKey =
  | { readonly scheme: 'v1'; readonly verifiesWith: KeyObject }
  /** A public key. */
  | { readonly scheme: 'v1a'; readonly verifiesWith: KeyObject };

export interface KeyPair {
  /** `whsk_…` */
  readonly secret: string;
  /** `whpk_…` */
  readonly publicKey: string;
}

/** A secret in the form receivers know: `whsec_<base64>`. */
export function formatSecret(bytes: Uint8Array): string {
  return SECRET_PREFIX + Buffer.from(bytes).toString('base64');
}

/** The key pair that follows from 32 bytes of chance. */
export function newKeyPair(seed: Uint8Array): KeyPair {
  if (seed.length !== ED25519_BYTES) throw new TypeError(`a seed has ${ED25519_BYTES} bytes`);
  const publicBytes = publicBytesOf(privateKeyOf(seed));
  return {
    secret: PRIVATE_PREFIX + Buffer.concat([seed, publicBytes]).toString('base64'),
    publicKey: PUBLIC_PREFIX + publicBytes.toString('base64'),
  };
}

/** The key of a `whsec_…` or `whsk_…`. Throws, without repeating it, when it is neither. */
export function signingKey(secret: string): SigningKey {
  if (secret.startsWith(SECRET_PREFIX)) return { scheme: 'v1', key: secretKeyOf(secret) };
  if (!secret.startsWith(PRIVATE_PREFIX)) {
    throw new TypeError(`what signs begins with ${SECRET_PREFIX} or ${PRIVATE_PREFIX}`);
  }
  const bytes = bytesAfter(PRIVATE_PREFIX, secret, 2 * ED25519_BYTES);
  const key = privateKeyOf(bytes.subarray(0, ED25519_BYTES));
  if (!publicBytesOf(key).equals(bytes.subarray(ED25519_BYTES))) {
    throw new TypeError(`the two halves of this ${PRIVATE_PREFIX}… do not belong together`);
  }
  return { scheme: 'v1a', key };
}

/** The key of a `whsec_…` or `whpk_…`. Throws, without repeating it, when it is neither. */
export function verifyingKey(text: string): VerifyingKey {
  if (text.startsWith(SECRET_PREFIX)) return { scheme: 'v1', verifiesWith: secretKeyOf(text) };
  if (!text.startsWith(PUBLIC_PREFIX)) {
    throw new TypeError(`a webhook is verified with what begins with ${SECRET_PREFIX} or ${PUBLIC_PREFIX}`);
  }
  const der = Buffer.concat([SPKI_BEFORE_KEY, bytesAfter(PUBLIC_PREFIX, text, ED25519_BYTES)]);
  return { scheme: 'v1a', verifiesWith: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
}

/** Any length but none: with an empty key anybody could sign. */
function secretKeyOf(secret: string): KeyObject {
  return createSecretKey(bytesAfter(SECRET_PREFIX, secret));
}

function bytesAfter(prefix: string, text: string, length?: number): Buffer {
  const base64 = text.slice(prefix.length);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) throw new TypeError(`after ${prefix} comes base64`);
  const bytes = Buffer.from(base64, 'base64');
  if (length !== undefined && bytes.length !== length) {
    throw new TypeError(`after ${prefix} come ${length} bytes in base64, not ${bytes.length}`);
  }
  return bytes;
}

function privateKeyOf(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_BEFORE_SEED, seed]), format: 'der', type: 'pkcs8' });
}

function publicBytesOf(key: KeyObject): Buffer {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI_BEFORE_KEY.length);
}
