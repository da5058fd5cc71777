/** May this URL be called? The part of URL safety that needs no network; addresses are checked again at connect time. */
import { isIP } from 'node:net';
import { refusedAddress } from './address.ts';

/** What a stage allows besides https on port 443 to global unicast addresses. */
export interface UrlPolicy {
  readonly allowHttp: boolean;
  /** Ports besides the scheme's own; `any` allows all. */
  readonly allowedPorts: readonly number[] | 'any';
  /** CIDR ranges besides global unicast. Empty on AWS. */
  readonly allowedAddresses: readonly string[];
}

export type UrlCheck =
  | { readonly ok: true; readonly url: URL }
  | { readonly ok: false; readonly rule: string; readonly message: string };

const MAX_URL_LENGTH = 2048;

/** Checks a URL as a person wrote it. `new URL` first: it brings octal, hex and dword spellings to one form. */
export function checkEndpointUrl(text: string, policy: UrlPolicy): UrlCheck {
  if (text.length > MAX_URL_LENGTH) return refuse('too-long', `must have at most ${MAX_URL_LENGTH} characters`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the URL parser drops these silently; we do not.
  if (/[\u0000-\u0020\u007f\\]/.test(text))
    return refuse('spelling', 'must not hold spaces, control characters or backslashes');
  if (!URL.canParse(text)) return refuse('spelling', 'must be an absolute URL');
  const url = new URL(text);
  return refusedPart(url, policy) ?? { ok: true, url };
}

function refusedPart(url: URL, policy: UrlPolicy): UrlCheck | undefined {
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && policy.allowHttp)) {
    return refuse('scheme', policy.allowHttp ? 'must begin with https: or http:' : 'must begin with https:');
  }
  if (url.username !== '' || url.password !== '') return refuse('credentials', 'must not hold credentials');
  if (url.hash !== '') return refuse('fragment', 'must not have a fragment: it would never be sent');
  if (url.port !== '' && policy.allowedPorts !== 'any' && !policy.allowedPorts.includes(Number(url.port))) {
    return refuse('port', `must not name port ${url.port}: this stage does not allow it`);
  }
  const rule = refusedHost(url, policy.allowedAddresses);
  return rule === undefined ? undefined : refuse(rule, `must have a public host; this one is refused (${rule})`);
}

/** Literal addresses never reach a resolver, and `localhost` needs none (RFC 6761): both are judged here. */
function refusedHost(url: URL, allowed: readonly string[]): string | undefined {
  const literal = hostAddress(url);
  if (literal !== undefined) return refusedAddress(literal, allowed);
  const name = url.hostname.replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost')) return refusedAddress('127.0.0.1', allowed);
  return undefined;
}

/** The address a URL's host spells out, without IPv6's brackets; `undefined` when the host is a name. */
export function hostAddress(url: URL): string | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? undefined : host;
}

function refuse(rule: string, message: string): UrlCheck {
  return { ok: false, rule, message };
}
