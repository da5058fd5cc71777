/** What is a new subscriber called? Unguessable, and in the order of creation. */
import { randomBytes, randomUUIDv7 } from 'node:crypto';

/** `sub_` and the 32 hex digits of a UUID of version 7: 48 bits of time, 74 of chance. */
export function newSubscriberId(): string {
  return `sub_${timedHex()}`;
}

/** 32 hex digits that sort by age. Lambda's Node 24 may be older than 24.16, which brought the function. */
export function timedHex(): string {
  if (typeof randomUUIDv7 === 'function') return randomUUIDv7().replaceAll('-', '');
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex');
}
