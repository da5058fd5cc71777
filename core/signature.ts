/**
 * How is a webhook signed? Standard Webhooks, symmetric: `v1,<base64 HMAC-SHA256 of id.timestamp.body>`.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

const SECRET_PREFIX = 'whsec_';

/** The bytes of a new secret; the specification asks for 24 to 64. */
export const SECRET_BYTES = 32;

/** A secret in the form receivers know: `whsec_<base64>`. */
export function formatSecret(bytes: Uint8Array): string {
  return SECRET_PREFIX + Buffer.from(bytes).toString('base64');
}

/** The key of a `whsec_…` secret. Making it once per secret, not per signature, is a third of the price. */
export function signingKey(secret: string): KeyObject {
  if (!secret.startsWith(SECRET_PREFIX)) throw new TypeError(`a secret begins with ${SECRET_PREFIX}`);
  return createSecretKey(Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64'));
}

export interface SignatureHeaders {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

/** The three Standard Webhooks headers of one attempt: one signature for each live key. */
export function signatureHeaders(
  id: string,
  timestampSeconds: number,
  body: string | Uint8Array,
  keys: readonly KeyObject[],
): SignatureHeaders {
  const signatures = keys.map((key) => {
    const digest = createHmac('sha256', key).update(`${id}.${timestampSeconds}.`).update(body).digest('base64');
    return `v1,${digest}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': signatures.join(' '),
  };
}
