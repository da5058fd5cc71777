/** Was this webhook signed by whom we trust, and just now? And if not, why not? */
import { createHmac, timingSafeEqual, verify } from 'node:crypto';
import type { VerifyingKey } from './signing-key.ts';

/** What Standard Webhooks advises: older ones may be somebody's copies, newer ones come from a clock gone wrong. */
export const TOLERANCE_SECONDS = 5 * 60;

export interface ReceivedWebhook {
  /** Their names in any case. A header that came several times is not one to trust. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The very bytes that came. */
  readonly body: string | Uint8Array;
}

export type Verification =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly why: 'header-missing' | 'timestamp-unreadable' | 'too-old' | 'too-new' | 'no-signature-matches';
      readonly message: string;
    };

/** A signature by any of the keys will do. */
export function verifySignature(
  { headers, body }: ReceivedWebhook,
  keys: readonly VerifyingKey[],
  nowMs: number,
  toleranceSeconds = TOLERANCE_SECONDS,
): Verification {
  const [id, timestamp, signatures] = HEADERS.map((name) => only(headers, name));
  if (!id || !timestamp || !signatures) {
    const missing = HEADERS.filter((name) => !only(headers, name));
    return { ok: false, why: 'header-missing', message: `It has no ${missing.join(', no ')}.` };
  }
  const untimely = timestampFault(timestamp, nowMs, toleranceSeconds);
  if (untimely) return untimely;
  const content = Buffer.concat([
    Buffer.from(`${id}.${timestamp}.`),
    typeof body === 'string' ? Buffer.from(body) : body,
  ]);
  const given = signatures.split(' ');
  if (keys.some((key) => given.some((signature) => matches(signature, content, key)))) return { ok: true };
  return { ok: false, why: 'no-signature-matches', message: noMatch(given, keys) };
}

const HEADERS = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

function only(headers: ReceivedWebhook['headers'], name: string): string | undefined {
  const found = Object.entries(headers).flatMap(([key, value]) => (key.toLowerCase() === name ? [value].flat() : []));
  return found.length === 1 ? found[0] : undefined;
}

function timestampFault(timestamp: string, nowMs: number, tolerance: number): Verification | undefined {
  if (!/^\d{1,12}$/.test(timestamp)) {
    return { ok: false, why: 'timestamp-unreadable', message: 'Its webhook-timestamp is not a time in Unix seconds.' };
  }
  const age = Math.floor(nowMs / 1000) - Number(timestamp);
  if (Math.abs(age) <= tolerance) return undefined;
  const [why, side] = age > 0 ? (['too-old', 'ago'] as const) : (['too-new', 'from now'] as const);
  const message = `It was signed ${Math.abs(age)} s ${side}; ${tolerance} s are allowed.`;
  return { ok: false, why, message };
}

/**
 * Only the one true spelling of a signature counts: base64 has spare bits at its end. Signatures of schemes that are not
 * known are passed over.
 */
function matches(signature: string, content: Buffer, { scheme, verifiesWith }: VerifyingKey): boolean {
  if (!signature.startsWith(`${scheme},`)) return false;
  const base64 = signature.slice(scheme.length + 1);
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64') !== base64) return false;
  if (scheme === 'v1a') return verify(null, content, verifiesWith, bytes);
  const expected = createHmac('sha256', verifiesWith).update(content).digest();
  return bytes.length === expected.length && timingSafeEqual(bytes, expected);
}

function noMatch(given: readonly string[], keys: readonly VerifyingKey[]): string {
  const schemes = new Set(given.map((signature) => signature.split(',', 1)[0]));
  const wanted = new Set(keys.map(({ scheme }) => scheme));
  if ([...wanted].some((scheme) => schemes.has(scheme))) {
    return 'No signature matches: another key signed it, or it was changed on the way.';
  }
  return `It has no signature of the scheme ${[...wanted].join(' or ')}, only ${[...schemes].join(', ')}.`;
}
