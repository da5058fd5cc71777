/** What is sent for an event: which headers, which bytes? The same whether it is posted or fetched. */
import { reservedHeader } from '../../core/custom-headers.ts';
import type { PublishedEvent } from '../../core/event.ts';
import { signatureHeaders } from '../../core/signature.ts';
import { webhookBody } from '../../core/webhook-body.ts';
import type { Recipient } from './subscriber-cache.ts';

export interface SignedWebhook {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** `at`: when this attempt begins; it is what the webhook is signed as of, by the keys that are live then. */
export function signedWebhook(event: PublishedEvent, recipient: Recipient, at: Date, userAgent: string): SignedWebhook {
  const { id, format = 'standard' } = recipient.subscriber;
  const keys = recipient.keysAt(at.getTime());
  if (keys.length === 0) throw new Error(`The subscriber ${id} has no secret to sign with.`);
  const body = Buffer.from(webhookBody(event, format), 'utf8');
  const timestamp = Math.floor(at.getTime() / 1000);
  const headers = {
    ...wantedHeaders(recipient),
    'content-type': 'application/json',
    'user-agent': userAgent,
    ...signatureHeaders(event.id, timestamp, body, keys),
  };
  return { headers, body };
}

/** Names that have become reserved since they were stored are left out: no header of ours has a rival in another case. */
function wantedHeaders({ headers }: Recipient): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => reservedHeader(name) === undefined));
}
