/**
 * How is a webhook signed? As Standard Webhooks says: `id.timestamp.body` by each live key, `v1,<base64 HMAC-SHA256>` or
 * `v1a,<base64 Ed25519>`.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
import { createHmac, sign } from 'node:crypto';
import type { SigningKey } from './signing-key.ts';

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
  keys: readonly SigningKey[],
): SignatureHeaders {
  const before = `${id}.${timestampSeconds}.`;
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': keys.map((key) => `${key.scheme},${signed(before, body, key)}`).join(' '),
  };
}

function signed(before: string, body: string | Uint8Array, { scheme, key }: SigningKey): string {
  if (scheme === 'v1') return createHmac('sha256', key).update(before).update(body).digest('base64');
  return sign(null, signedBytes(before, body), key).toString('base64');
}

/** Ed25519 takes all at once. */
function signedBytes(before: string, body: string | Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(before), typeof body === 'string' ? Buffer.from(body) : body]);
}
