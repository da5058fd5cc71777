/** Which headers of its own may a subscriber want on every webhook? */
import { scryptSync } from 'node:crypto';
import type { FieldFault } from './subscriber-pattern.ts';

export type HeaderValues = Readonly<Record<string, string>>;

export const MAX_CUSTOM_HEADERS = 20;
const MAX_NAME_LENGTH = 64;
const MAX_VALUE_LENGTH = 4096;
/** Many servers refuse more than 8 KB of headers, ours and the proxies' included; this leaves them little, not nothing. */
const MAX_ALL_BYTES = 8192;
/** `: ` and the end of the line. */
const BYTES_AROUND = 4;

/** RFC 9110, 5.6.2: a token. */
const NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
/** RFC 9110, 5.5, without what is obsolete: visible ASCII, spaces and tabs only between. */
const VALUE = /^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/;

const OF_THE_BODY = 'says what the body is, which is for Fanfare to say';
const OF_THE_CONNECTION = 'is for one connection, not for the endpoint';
const OF_THE_SENDER = 'says who is calling, which is for Fanfare and the proxies on the way to say';

/** Names, and beginnings of names, with why they are not for a subscriber to set. */
const RESERVED: Readonly<Record<string, string>> = {
  'webhook-*': 'is for the signature',
  'content-type': OF_THE_BODY,
  'content-length': OF_THE_BODY,
  'content-encoding': OF_THE_BODY,
  'transfer-encoding': OF_THE_BODY,
  trailer: OF_THE_BODY,
  date: 'says when the webhook was sent: `webhook-timestamp` does',
  host: 'follows from the URL',
  'accept-encoding': 'would have the answer come in a form that Fanfare does not read',
  expect: 'would hold the body back',
  connection: OF_THE_CONNECTION,
  'keep-alive': OF_THE_CONNECTION,
  'proxy-*': OF_THE_CONNECTION,
  te: OF_THE_CONNECTION,
  upgrade: OF_THE_CONNECTION,
  'http2-settings': OF_THE_CONNECTION,
  'user-agent': OF_THE_SENDER,
  forwarded: OF_THE_SENDER,
  'x-forwarded-*': OF_THE_SENDER,
  'x-real-ip': OF_THE_SENDER,
  via: OF_THE_SENDER,
};

/** Why a header of this name, in any case, is not for a subscriber to set; `undefined` where it is. */
export function reservedHeader(name: string): string | undefined {
  const lower = name.toLowerCase();
  const [, why] = Object.entries(RESERVED).find(([reserved]) => covers(reserved, lower)) ?? [];
  return why;
}

function covers(reserved: string, name: string): boolean {
  return reserved.endsWith('*') ? name.startsWith(reserved.slice(0, -1)) : name === reserved;
}

/** What is wrong with them, by their names; a value is never repeated. */
export function customHeaderFaults(headers: HeaderValues): FieldFault[] {
  const entries = Object.entries(headers);
  if (entries.length > MAX_CUSTOM_HEADERS) {
    return [{ path: 'headers', message: `must have at most ${MAX_CUSTOM_HEADERS} headers, not ${entries.length}` }];
  }
  const faults = entries.flatMap(([name, value], at) => {
    const before = entries.slice(0, at).find(([other]) => other.toLowerCase() === name.toLowerCase());
    const message = before ? `is \`${before[0]}\` again: case does not matter` : (nameFault(name) ?? valueFault(value));
    return message === undefined ? [] : [{ path: `headers.${name}`, message }];
  });
  const bytes = entries.reduce((sum, [name, value]) => sum + name.length + value.length + BYTES_AROUND, 0);
  if (faults.length > 0 || bytes <= MAX_ALL_BYTES) return faults;
  return [{ path: 'headers', message: `must have at most ${MAX_ALL_BYTES} bytes together, not ${bytes}` }];
}

function nameFault(name: string): string | undefined {
  if (name.length > MAX_NAME_LENGTH) return `must have a name of at most ${MAX_NAME_LENGTH} characters`;
  if (!NAME.test(name)) return "must have a name of letters, digits and !#$%&'*+-.^_`|~";
  const why = reservedHeader(name);
  return why === undefined ? undefined : `cannot be set: it ${why}`;
}

function valueFault(value: string): string | undefined {
  if (value === '') return 'must have a value';
  if (value.length > MAX_VALUE_LENGTH) return `must have a value of at most ${MAX_VALUE_LENGTH} characters`;
  if (value.trim() !== value) return 'must have a value without space before or after it';
  return VALUE.test(value)
    ? undefined
    : 'must have a value of visible ASCII characters, spaces and tabs: no line breaks';
}

const DIGEST_BYTES = 18;

/**
 * Tells whoever knows the headers whether a subscriber has the same. Slow and salted, so that who does not know them
 * cannot well try all there might be. The case of a name and the order do not matter.
 */
export function headersDigest(headers: HeaderValues, subscriberId: string): string {
  const canonical = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `1.${scryptSync(JSON.stringify(canonical), subscriberId, DIGEST_BYTES).toString('base64url')}`;
}
