import { createPublicKey, verify } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { signatureHeaders } from '../../core/signature.ts';
import { formatSecret, newKeyPair, signingKey } from '../../core/signing-key.ts';
import { vectors } from '../vectors/standard-webhooks.ts';

const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe('a signature', () => {
  it.each(vectors)('is the known $scheme answer for $body', (vector) => {
    const { id, timestamp, body, secrets, signature } = vector;
    expect(signatureHeaders(id, timestamp, body, secrets.map(signingKey))).toEqual({
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signature,
    });
  });

  it('is there once for each key, in their order, whatever their kinds', () => {
    const [hmac, , ed25519] = vectors;
    const { id = '', timestamp = 0, body = '' } = hmac ?? {};
    const keys = [ed25519, hmac].flatMap((vector) => vector?.secrets ?? []).map(signingKey);
    const headers = signatureHeaders(id, timestamp, Buffer.from(body), keys);
    expect(headers['webhook-signature']).toBe(`${ed25519?.signature} ${hmac?.signature}`);
  });

  it('of a secret is accepted by the reference library, whatever the body and the secret', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.uint8Array({ minLength: 24, maxLength: 64 }), (text, bytes) => {
        const body = JSON.stringify({ text });
        const secret = formatSecret(bytes);
        const now = Math.floor(Date.now() / 1000);
        const headers = signatureHeaders('evt_1', now, body, [signingKey(secret)]);
        expect(new Webhook(secret).verify(body, { ...headers })).toEqual({ text });
      }),
    );
  });

  it('of a key pair is accepted by who has only the public key, whatever the body and the seed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), seeds, (body, seed) => {
        const { secret, publicKey } = newKeyPair(seed);
        const headers = signatureHeaders('evt_1', 1614265330, body, [signingKey(secret)]);
        const x = Buffer.from(publicKey.slice('whpk_'.length), 'base64').toString('base64url');
        const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
        const signature = Buffer.from(headers['webhook-signature'].slice('v1a,'.length), 'base64');
        expect(verify(null, Buffer.from(`evt_1.1614265330.${body}`), key, signature)).toBe(true);
      }),
    );
  });
});
