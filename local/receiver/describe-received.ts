/** How does a received webhook read in one line of a terminal? */
import http from 'node:http';
import { printable } from '../../core/printable.ts';
import type { Received } from './receiver.ts';

const SIGNATURE = new Map<Received['verified'], string>([
  [true, 'signature ok'],
  [false, 'signature bad'],
  ['no-secret', 'signature not checked'],
]);

/** e.g. `/ok/team-a  invoice.paid  evt_1  signature ok  → 200 OK` */
export function describeReceived({ path, type, id, verified, status }: Received): string {
  const answer = typeof status === 'number' ? `${status} ${http.STATUS_CODES[status] ?? ''}`.trim() : status;
  const said = [path, type ?? '(no type)', id ?? '(no id)', SIGNATURE.get(verified), `→ ${answer}`];
  return printable(said.join('  '));
}
