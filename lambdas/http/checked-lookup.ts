/** Where does a name lead? Resolves it once, refuses it if any answer is not a public address, and hands on the rest. */
import dns from 'node:dns';
import type { LookupFunction } from 'node:net';
import { refusedAddress } from '../../core/address.ts';

/** URL safety said no, at connect time. */
export class RefusedAddress extends Error {
  /** Which class of address it was: `loopback`, `private`, `linkLocal`, … */
  readonly rule: string;
  constructor(rule: string) {
    super(`refused: ${rule}`);
    this.name = 'RefusedAddress';
    this.rule = rule;
  }
}

/** All addresses of a name. */
export type Resolve = (hostname: string) => Promise<dns.LookupAddress[]>;

const resolveBySystem: Resolve = (hostname) => dns.promises.lookup(hostname, { all: true });

/** A `lookup` for sockets: they connect to what was checked, so a name cannot change its mind in between. */
export function checkedLookup(allowed: readonly string[], resolve: Resolve = resolveBySystem): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const rule = addresses.map(({ address }) => refusedAddress(address, allowed)).find(Boolean);
        const [first] = addresses;
        if (rule !== undefined) callback(new RefusedAddress(rule), '', 0);
        else if (!first) callback(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '', 0);
        else if (options.all) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };
}
