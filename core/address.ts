/** May a connection go to this address? Everything that is not global unicast is refused, in every spelling. */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Global unicast IPv6, RFC 4291 §2.4 and IANA's registry: all that is assigned lies here. */
const GLOBAL_UNICAST_V6 = ipaddr.parseCIDR('2000::/3');

/**
 * Why an address is refused (`loopback`, `private`, `linkLocal`, `6to4`, …), or `undefined` when it may be called.
 * `allowed` holds CIDR ranges that a stage allows besides: the local one its loopback.
 */
export function refusedAddress(address: string, allowed: readonly string[]): string | undefined {
  if (isIP(address) === 0) return 'not-an-address';
  const ip = ipaddr.process(address); // an IPv4-mapped IPv6 address becomes the IPv4 address it is
  if (allowed.some((range) => isWithin(ip, range))) return undefined;
  const range = ip.range();
  if (range !== 'unicast') return range;
  if (ip.kind() === 'ipv6' && !ip.match(GLOBAL_UNICAST_V6)) return 'not-global-unicast';
  return undefined;
}

function isWithin(ip: ipaddr.IPv4 | ipaddr.IPv6, range: string): boolean {
  const [base, bits] = parsedRange(range);
  return base.kind() === ip.kind() && ip.match(base, bits);
}

type Range = ReturnType<typeof ipaddr.parseCIDR>;

/** A stage has few ranges, and asks about them at every connection: each is read once. */
const RANGES = new Map<string, Range>();

function parsedRange(range: string): Range {
  const known = RANGES.get(range) ?? ipaddr.parseCIDR(range);
  RANGES.set(range, known);
  return known;
}
