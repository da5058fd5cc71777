/** Is this text an IP address, and does it lie in that range? */
import { isIPv4, isIPv6 } from 'node:net';

export interface IpAddress {
  /** 32 or 128: addresses of different families never match. */
  readonly bits: 32 | 128;
  readonly value: bigint;
}

export interface IpRange {
  readonly bits: 32 | 128;
  readonly lowest: bigint;
  readonly highest: bigint;
}

export function parseIp(text: string): IpAddress | undefined {
  if (isIPv4(text)) return { bits: 32, value: joined(text.split('.').map(Number), 8n) };
  if (!isIPv6(text) || !/^[0-9a-fA-F:]+$/.test(text)) return undefined;
  const [head = '', tail] = text.split('::');
  const left = groups(head);
  const right = groups(tail ?? '');
  const zeros = new Array<number>(8 - left.length - right.length).fill(0);
  return { bits: 128, value: joined([...left, ...zeros, ...right], 16n) };
}

/** `10.0.0.0/24` or `2001:db8::/32`; throws `RangeError` with the reason otherwise. */
export function parseCidr(text: string): IpRange {
  const [address = '', mask = '', ...more] = text.split('/');
  if (!text.includes('/') || more.length > 0) throw new RangeError("Malformed CIDR, one '/' required");
  if (!/^-?\d+$/.test(mask)) throw new RangeError('Malformed CIDR, mask bits must be an integer');
  const maskBits = Number(mask);
  if (maskBits < 0) throw new RangeError('Malformed CIDR, mask bits must not be negative');
  const ip = parseIp(address);
  if (!ip) throw new RangeError(`Nonstandard IP address: ${address}`);
  if (maskBits >= ip.bits) throw new RangeError(`${ip.bits === 32 ? 'IPv4' : 'IPv6'} mask bits must be < ${ip.bits}`);
  const hostBits = BigInt(ip.bits - maskBits);
  const lowest = (ip.value >> hostBits) << hostBits;
  return { bits: ip.bits, lowest, highest: lowest + (1n << hostBits) - 1n };
}

export function isInRange(text: string, range: IpRange): boolean {
  const ip = parseIp(text);
  return ip !== undefined && ip.bits === range.bits && ip.value >= range.lowest && ip.value <= range.highest;
}

function groups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

function joined(parts: readonly number[], bitsEach: bigint): bigint {
  return parts.reduce((value, part) => (value << bitsEach) | BigInt(part), 0n);
}
