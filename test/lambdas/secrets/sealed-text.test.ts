/** Does the envelope hold by itself, whatever KMS says to the data key inside? */
import { describe, expect, it } from 'vitest';
import { openText, readSealed, sealText } from '../../../lambdas/secrets/sealed-text.ts';

const KEY = new Uint8Array(32).fill(1);
const ENCRYPTED_KEY = Buffer.from('the key, encrypted');
const CONTEXT = { subscriberId: 'sub_1' };

const sealed = sealText('whsec_x', KEY, ENCRYPTED_KEY, CONTEXT);

describe('an envelope', () => {
  it('says which encrypted key it needs, and opens with that key', () => {
    const parts = readSealed(sealed);
    expect(Buffer.from(parts.encryptedKey)).toEqual(ENCRYPTED_KEY);
    expect(openText(parts, KEY, CONTEXT)).toBe('whsec_x');
  });

  it('stays shut for another key, another context, and with another encrypted key', () => {
    const parts = readSealed(sealed);
    expect(() => openText(parts, new Uint8Array(32), CONTEXT)).toThrow();
    expect(() => openText(parts, KEY, { subscriberId: 'sub_2' })).toThrow();
    const relabelled = Buffer.from(sealed, 'base64');
    relabelled.writeUInt8(relabelled.readUInt8(5) ^ 1, 5);
    expect(() => openText(readSealed(relabelled.toString('base64')), KEY, CONTEXT)).toThrow();
  });
});
