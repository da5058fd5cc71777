/** Does a web page of another site ask, by way of somebody's browser? It must not reach what asks for no signature. */
import type http from 'node:http';

/** What one listening on this address, and no other machine, is called. */
const LOOPBACK = /^(127(\.\d{1,3}){3}|\[?::1\]?|localhost)$/i;

/** Why a request is another page's; `undefined` where it is not. Clients that are no browsers say nothing of the sort. */
export function foreignness({ headers }: http.IncomingMessage, boundTo: string): string | undefined {
  const { host, origin } = headers;
  const site = headers['sec-fetch-site'];
  // A name of another site may be made to lead here (DNS rebinding); then page and API have the same one.
  if (host !== undefined && LOOPBACK.test(boundTo) && !LOOPBACK.test(withoutPort(host))) {
    return `it asks for ${host}, and this is at 127.0.0.1 or localhost alone`;
  }
  if (origin !== undefined && hostOf(origin) !== host) return `it comes from a page of ${origin}`;
  if (site === 'cross-site' || site === 'same-site') return `it comes from a page of another site (${site})`;
  return undefined;
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, '');
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
