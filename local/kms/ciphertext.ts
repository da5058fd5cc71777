/** How is a plaintext sealed under a key and an encryption context, and which key opens it again? */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Name–value pairs that are not secret and must be the same for decryption; their order does not matter. */
export type EncryptionContext = Readonly<Record<string, string>>;

const FORMAT = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM. The blob says which key made it, so that `Decrypt` needs no key id:
 *
 *     format (1 byte) · length of key id (1 byte) · key id · IV (12) · tag (16) · ciphertext
 *
 * Everything before the IV and the encryption context are authenticated with the ciphertext.
 */
export function seal(keyId: string, material: Uint8Array, plaintext: Uint8Array, context: EncryptionContext): Buffer {
  const header = Buffer.concat([Buffer.from([FORMAT, Buffer.byteLength(keyId)]), Buffer.from(keyId)]);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', material, iv).setAAD(authenticated(header, context));
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([header, iv, cipher.getAuthTag(), sealed]);
}

/** The plaintext, or undefined when blob, material and context do not belong together. */
export function unseal(blob: Buffer, material: Uint8Array, context: EncryptionContext): Buffer | undefined {
  const keyId = keyIdOf(blob);
  if (keyId === undefined) return undefined;
  const ivStart = 2 + Buffer.byteLength(keyId);
  const tagStart = ivStart + IV_BYTES;
  const sealedStart = tagStart + TAG_BYTES;
  if (blob.length < sealedStart) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', material, blob.subarray(ivStart, tagStart))
    .setAAD(authenticated(blob.subarray(0, ivStart), context))
    .setAuthTag(blob.subarray(tagStart, sealedStart));
  try {
    return Buffer.concat([decipher.update(blob.subarray(sealedStart)), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** The id of the key that made a blob, or undefined when it is no blob of ours. */
export function keyIdOf(blob: Buffer): string | undefined {
  const [format, length = 0] = blob;
  if (format !== FORMAT || length === 0 || blob.length < 2 + length) return undefined;
  return blob.subarray(2, 2 + length).toString('utf8');
}

function authenticated(header: Buffer, context: EncryptionContext): Buffer {
  const inOrder = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([header, Buffer.from(JSON.stringify(inOrder))]);
}
