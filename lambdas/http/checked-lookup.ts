/** Where does a name lead? Resolves it once, refuses it if any answer is not a public address, and hands on the rest. */
import dns, { type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { refusedAddress } from '../../core/address.ts';

/** URL safety said no, at connect time. */
export class RefusedAddress extends Error {
  override readonly name = 'RefusedAddress';
  /** Which class of address it was: `loopback`, `private`, `linkLocal`, … */
  readonly rule: string;

  constructor(rule: string) {
    super(`refused: ${rule}`);
    this.rule = rule;
  }
}

/** The name leads nowhere, or nobody could say. */
export class UnresolvedName extends Error {
  override readonly name = 'UnresolvedName';
}

/** All addresses of a name. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

const resolveBySystem: Resolve = (hostname) => dns.promises.lookup(hostname, { all: true });

/** A `lookup` for sockets: they connect to what was checked, so a name cannot change its mind in between. */
export function checkedLookup(allowed: readonly string[], resolve: Resolve = resolveBySystem): LookupFunction {
  return (hostname, options, callback) => {
    checkedAddresses(hostname, allowed, resolve).then(
      ([first, ...others]) =>
        options.all ? callback(null, [first, ...others]) : callback(null, first.address, first.family),
      (error: Error) => callback(error, '', 0),
    );
  };
}

async function checkedAddresses(
  hostname: string,
  allowed: readonly string[],
  resolve: Resolve,
): Promise<[LookupAddress, ...LookupAddress[]]> {
  const [first, ...others] = await resolve(hostname).catch((cause: unknown) => {
    throw new UnresolvedName(hostname, { cause });
  });
  if (!first) throw new UnresolvedName(hostname);
  for (const { address } of [first, ...others]) {
    const rule = refusedAddress(address, allowed);
    if (rule !== undefined) throw new RefusedAddress(rule);
  }
  return [first, ...others];
}
