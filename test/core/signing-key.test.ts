import { describe, expect, it } from 'vitest';
import { formatSecret, newKeyPair, signingKey, verifyingKey } from '../../core/signing-key.ts';
import { vectors } from '../vectors/standard-webhooks.ts';

const known = vectors.find(({ scheme }) => scheme === 'v1a');
const [PRIVATE = ''] = known?.secrets ?? [];
const PUBLIC = known?.publicKey ?? '';

describe('a key pair', () => {
  it('is the known answer for its seed', () => {
    const seed = Buffer.from(PRIVATE.slice('whsk_'.length), 'base64').subarray(0, 32);
    expect(newKeyPair(seed)).toEqual({ secret: PRIVATE, publicKey: PUBLIC });
  });

  it('is that of RFC 8032, test 1', () => {
    const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
    const publicHex = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
    expect(newKeyPair(seed).publicKey).toBe(`whpk_${Buffer.from(publicHex, 'hex').toString('base64')}`);
  });

  it('needs 32 bytes of chance', () => {
    expect(() => newKeyPair(new Uint8Array(24))).toThrow('a seed has 32 bytes');
  });
});

describe('a signing key', () => {
  it('has the scheme of its form', () => {
    expect(signingKey(formatSecret(new Uint8Array(32)))).toMatchObject({ scheme: 'v1' });
    expect(signingKey(PRIVATE)).toMatchObject({ scheme: 'v1a' });
  });

  it.each([
    ['a public key', PUBLIC, 'whsec_ or whsk_'],
    ['nothing', '', 'whsec_ or whsk_'],
    ['a secret without bytes: anybody could sign', 'whsec_', 'after whsec_ comes base64'],
    ['what is not base64', 'whsec_no secret!', 'after whsec_ comes base64'],
    ['a private key that is cut', PRIVATE.slice(0, 49), 'come 64 bytes'],
    ['halves of two pairs', `whsk_${'A'.repeat(43)}${PRIVATE.slice(48)}`, 'do not belong together'],
  ])('is not made of %s', (_, text, message) => {
    expect(() => signingKey(text)).toThrow(message);
  });

  it('that is refused is not repeated', () => {
    for (const text of ['whsec_hush!', 'hush', `whsk_${Buffer.from('hush').toString('base64')}`]) {
      const refused = () => signingKey(text);
      expect(refused).toThrow();
      expect(refused).not.toThrow(/hush|aHVza/);
    }
  });
});

describe('a verifying key', () => {
  it('has the scheme of its form', () => {
    expect(verifyingKey(formatSecret(new Uint8Array(32)))).toMatchObject({ scheme: 'v1' });
    expect(verifyingKey(PUBLIC)).toMatchObject({ scheme: 'v1a' });
  });

  it('is never the private one: that is the sender’s alone', () => {
    expect(() => verifyingKey(PRIVATE)).toThrow('whsec_ or whpk_');
  });
});
