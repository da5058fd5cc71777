import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { formatSecret, signatureHeaders, signingKey } from '../../core/signature.ts';

interface Vector {
  scheme: string;
  secrets: string[];
  id: string;
  timestamp: number;
  body: string;
  signature: string;
}
const file = new URL('../vectors/standard-webhooks.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: Vector[] };

describe('a signature', () => {
  it.each(vectors.filter(({ scheme }) => scheme === 'v1'))('is the known answer for $body', (vector) => {
    const { id, timestamp, body, secrets, signature } = vector;
    expect(signatureHeaders(id, timestamp, body, secrets.map(signingKey))).toEqual({
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signature,
    });
  });

  it('is accepted by the reference library, whatever the body and the secret', () => {
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

  it('is refused a secret of another kind', () => {
    expect(() => signingKey('whsk_AAAA')).toThrow('whsec_');
  });
});
