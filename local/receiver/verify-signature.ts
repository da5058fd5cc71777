/** Was this webhook signed by somebody we trust? Standard Webhooks' symmetric scheme, as a receiver would check it. */
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

interface SignatureHeaders {
  readonly id: string | undefined;
  /** Unix seconds, as the header has it. */
  readonly timestamp: string | undefined;
  /** Space-separated `v1,<base64>`; other versions are passed over. */
  readonly signature: string | undefined;
}

/** `no-secret`: nothing to check against yet. */
export type Verified = true | false | 'no-secret';

export interface SignatureVerifier {
  /** A `whsec_…` secret; a signature by any of the trusted ones will do. Throws on anything else. */
  trust(secret: string): void;
  verify(headers: SignatureHeaders, body: Buffer, nowMs: number): Verified;
}

const PREFIX = 'whsec_';
const TOLERANCE_SECONDS = 5 * 60;

export function createVerifier(): SignatureVerifier {
  const keys = new Map<string, KeyObject>();
  return {
    trust: (secret) => {
      if (!secret.startsWith(PREFIX)) throw new Error(`A secret begins with ${PREFIX}.`);
      keys.set(secret, createSecretKey(secret.slice(PREFIX.length), 'base64'));
    },
    verify: ({ id, timestamp, signature }, body, nowMs) => {
      if (keys.size === 0) return 'no-secret';
      if (!id || !timestamp || !signature || !isFresh(timestamp, nowMs)) return false;
      const given = readSignatures(signature);
      return [...keys.values()].some((key) => {
        const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
        return given.some((one) => one.length === expected.length && timingSafeEqual(one, expected));
      });
    },
  };
}

/** Too old may be a replay by a third party; too new, a clock that cannot be trusted. */
function isFresh(timestamp: string, nowMs: number): boolean {
  return /^\d+$/.test(timestamp) && Math.abs(nowMs / 1000 - Number(timestamp)) <= TOLERANCE_SECONDS;
}

function readSignatures(header: string): Buffer[] {
  return header
    .split(' ')
    .filter((one) => one.startsWith('v1,'))
    .map((one) => Buffer.from(one.slice('v1,'.length), 'base64'));
}
