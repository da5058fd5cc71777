/** Does another site ask, by way of the operator's browser? What tells it apart is what a page cannot forge. */
import type http from 'node:http';

/** A page of another site cannot send it without asking first, and is never told that it may. */
const OWN_HEADER = 'x-fanfare-console';

/** A name that leads here only by DNS (rebinding) is not ours, whatever it resolves to. */
export function isOwnHost({ headers: { host } }: http.IncomingMessage, port: number): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

/** Somebody follows a link or types the address: it gets a page, never data. */
export function isNavigation({ method, headers }: http.IncomingMessage): boolean {
  return method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
}

/** Why a request for data is not from our own page; `undefined` where it is. */
export function foreignness({ headers }: http.IncomingMessage): string | undefined {
  const { origin, host } = headers;
  if (origin !== undefined && origin !== `http://${host}`) return `it comes from ${origin}`;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return `it comes from another site (${String(site)})`;
  if (headers[OWN_HEADER] === undefined) return `it lacks the header ${OWN_HEADER}`;
  return undefined;
}
