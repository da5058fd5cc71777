/** What does a sealed text look like, and which key and context open it again? */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Name–value pairs that are not secret; a text opens only with the very ones it was sealed with. */
export type SealingContext = Readonly<Record<string, string>>;

const FORMAT = 1;
/** Before what KMS encrypted itself; base64 has no colon. */
const BY_KMS = 'kms:';
const HEADER_BYTES = 3;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM under a data key of its own, which goes along encrypted. Base64 of:
 *
 *     format (1 byte) · length of the encrypted key (2) · encrypted key · IV (12) · tag (16) · ciphertext
 *
 * Everything before the IV, and the context, are authenticated with the ciphertext.
 */
export function sealText(text: string, key: Uint8Array, encryptedKey: Uint8Array, context: SealingContext): string {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(FORMAT, 0);
  header.writeUInt16BE(encryptedKey.length, 1);
  const keyPart = Buffer.concat([header, encryptedKey]);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(authenticated(keyPart, context));
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([keyPart, iv, cipher.getAuthTag(), ciphertext]).toString('base64');
}

/** Marks a ciphertext of KMS's own, base64, as sealed text. */
export function sealedByKms(ciphertext: string): string {
  return BY_KMS + ciphertext;
}

/** What KMS opens without a data key; `undefined` for a text in an envelope. */
export function ciphertextOfKms(sealed: string): Uint8Array | undefined {
  return sealed.startsWith(BY_KMS) ? Buffer.from(sealed.slice(BY_KMS.length), 'base64') : undefined;
}

/** A sealed text taken apart; its key still encrypted. */
export interface SealedParts {
  readonly encryptedKey: Uint8Array;
  readonly keyPart: Buffer;
  readonly iv: Buffer;
  readonly tag: Buffer;
  readonly ciphertext: Buffer;
}

/** Throws when it is not a sealed text of this format. */
export function readSealed(sealed: string): SealedParts {
  const bytes = Buffer.from(sealed, 'base64');
  if (bytes.length < HEADER_BYTES || bytes.readUInt8(0) !== FORMAT) {
    throw new Error(`This is not a sealed text of format ${FORMAT}.`);
  }
  const ivStart = HEADER_BYTES + bytes.readUInt16BE(1);
  const tagStart = ivStart + IV_BYTES;
  const textStart = tagStart + TAG_BYTES;
  if (bytes.length < textStart) throw new Error('This sealed text is cut short.');
  return {
    encryptedKey: bytes.subarray(HEADER_BYTES, ivStart),
    keyPart: bytes.subarray(0, ivStart),
    iv: bytes.subarray(ivStart, tagStart),
    tag: bytes.subarray(tagStart, textStart),
    ciphertext: bytes.subarray(textStart),
  };
}

/** Throws when the text was changed, or sealed with another key or for another context. */
export function openText(
  { keyPart, iv, tag, ciphertext }: SealedParts,
  key: Uint8Array,
  context: SealingContext,
): string {
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
    .setAAD(authenticated(keyPart, context))
    .setAuthTag(tag);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
}

/** The order of a context's entries means nothing, to KMS neither. */
function authenticated(keyPart: Buffer, context: SealingContext): Buffer {
  const inOrder = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([keyPart, Buffer.from(JSON.stringify(inOrder), 'utf8')]);
}
