import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signatureHeaders } from '../../core/signature.ts';
import { formatSecret, newKeyPair, signingKey, verifyingKey } from '../../core/signing-key.ts';
import { verifySignature } from '../../core/verify-signature.ts';
import { vectors } from '../vectors/standard-webhooks.ts';

const NOW = 1614265330;
const NOW_MS = NOW * 1000;

const pair = newKeyPair(new Uint8Array(32).fill(7));
const sharedSecret = formatSecret(new Uint8Array(32).fill(8));
const SCHEMES = [
  { scheme: 'v1', secret: sharedSecret, verifies: sharedSecret },
  { scheme: 'v1a', secret: pair.secret, verifies: pair.publicKey },
] as const;
const otherKeys = [formatSecret(new Uint8Array(32)), newKeyPair(new Uint8Array(32)).publicKey].map(verifyingKey);

function webhook(secret: string, body: string | Uint8Array = '{"n":1}', at = NOW) {
  return { headers: { ...signatureHeaders('evt_1', at, body, [signingKey(secret)]) }, body };
}

describe('a webhook is verified', () => {
  it.each(vectors)(
    'where it is the known $scheme answer for $body',
    ({ id, timestamp, body, signature, ...vector }) => {
      const headers = { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature };
      for (const key of vector.publicKey ? [vector.publicKey] : vector.secrets) {
        expect(verifySignature({ headers, body }, [verifyingKey(key)], timestamp * 1000)).toEqual({ ok: true });
      }
    },
  );

  it.each(SCHEMES)('by any one of the keys ($scheme)', ({ secret, verifies }) => {
    const keys = [...otherKeys, verifyingKey(verifies)];
    expect(verifySignature(webhook(secret), keys, NOW_MS)).toEqual({ ok: true });
  });

  it('by any one of its signatures, those of unknown schemes passed over', () => {
    const { headers, body } = webhook(pair.secret);
    const all = {
      ...headers,
      'webhook-signature': `v9,AAAA v1,AAAA v1a,AAAA nonsense ${headers['webhook-signature']}`,
    };
    expect(verifySignature({ headers: all, body }, [verifyingKey(pair.publicKey)], NOW_MS)).toEqual({ ok: true });
  });

  it('whatever the case of its headers’ names', () => {
    const { headers, body } = webhook(sharedSecret);
    const upper = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]]));
    expect(verifySignature({ headers: upper, body }, [verifyingKey(sharedSecret)], NOW_MS)).toEqual({ ok: true });
  });

  it.each([-300, 300])('%i seconds away', (seconds) => {
    const received = webhook(sharedSecret, '', NOW - seconds);
    expect(verifySignature(received, [verifyingKey(sharedSecret)], NOW_MS)).toEqual({ ok: true });
  });
});

describe('a webhook is not verified', () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 });
  it.each(SCHEMES)('when a byte of it was changed, wherever ($scheme)', ({ secret, verifies }) => {
    const key = verifyingKey(verifies);
    fc.assert(
      fc.property(bytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (body, place, mask) => {
        const { headers } = webhook(secret, body);
        expect(verifySignature({ headers, body }, [key], NOW_MS).ok).toBe(true);
        for (const tampered of tamperings(headers, body, place, mask)) {
          expect(verifySignature(tampered, [key], NOW_MS).ok).toBe(false);
        }
      }),
    );
  });

  it.each(SCHEMES)('by other keys ($scheme)', ({ secret }) => {
    expect(verifySignature(webhook(secret), otherKeys, NOW_MS)).toMatchObject({ why: 'no-signature-matches' });
  });

  it('by a key of another scheme, and says so', () => {
    const verdict = verifySignature(webhook(sharedSecret), [verifyingKey(pair.publicKey)], NOW_MS);
    expect(verdict).toMatchObject({ message: 'It has no signature of the scheme v1a, only v1.' });
  });

  it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const)('without one and only one %s', (name) => {
    const { headers, body } = webhook(sharedSecret);
    for (const value of [undefined, '', [headers[name], headers[name]]]) {
      const verdict = verifySignature({ headers: { ...headers, [name]: value }, body }, otherKeys, NOW_MS);
      expect(verdict).toEqual({ ok: false, why: 'header-missing', message: `It has no ${name}.` });
    }
  });

  it.each([
    [301, 'too-old', 'It was signed 301 s ago; 300 s are allowed.'],
    [-301, 'too-new', 'It was signed 301 s from now; 300 s are allowed.'],
  ])('when it was signed %i seconds ago', (seconds, why, message) => {
    const received = webhook(sharedSecret, '', NOW - seconds);
    expect(verifySignature(received, [verifyingKey(sharedSecret)], NOW_MS)).toEqual({ ok: false, why, message });
    expect(verifySignature(received, [verifyingKey(sharedSecret)], NOW_MS, 400)).toEqual({ ok: true });
  });

  it.each(['soon', '-1', '1.5', '1e9', ' 1614265330'])('with the timestamp %j', (timestamp) => {
    const { headers, body } = webhook(sharedSecret);
    const verdict = verifySignature(
      { headers: { ...headers, 'webhook-timestamp': timestamp }, body },
      otherKeys,
      NOW_MS,
    );
    expect(verdict).toMatchObject({ why: 'timestamp-unreadable' });
  });
});

/** The body and each header with one byte changed. */
function tamperings(headers: Record<string, string>, body: Uint8Array, place: number, mask: number) {
  const changed = (whole: Uint8Array, by: number) =>
    whole.map((byte, at) => (at === place % whole.length ? byte ^ by : byte));
  const ascii = (mask % 127) + 1;
  const inHeaders = Object.entries(headers).map(([name, value]) => ({
    headers: { ...headers, [name]: Buffer.from(changed(Buffer.from(value), ascii)).toString('latin1') },
    body,
  }));
  return [{ headers, body: changed(body, mask) }, ...inHeaders];
}
