/** What does a puller get for an event? The webhook that would have been posted, and a receipt to acknowledge it with. */
import type { PublishedEvent } from '../../core/event.ts';
import { formatReceipt } from '../../core/handout-receipt.ts';
import type { SubscriberLease } from '../queue-messages/claim-messages.ts';
import type { Ending } from '../queue-messages/ending.ts';
import { signedWebhook } from '../recipients/signed-webhook.ts';
import type { Recipient } from '../recipients/subscriber-cache.ts';
import type { DeliveryKey } from '../records/delivery-records.ts';

export interface HandedOut {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly receipt: string;
}

export type HandOutEnding = Ending & { readonly kind: 'handed-out' };

export function handedOut(
  { message: { event, record }, claim }: HandOutEnding,
  recipient: Recipient,
  { subscriberId, nowMs, untilMs }: SubscriberLease,
  userAgent: string,
): HandedOut {
  const { headers, body } = signedWebhook(event, recipient, new Date(), userAgent);
  const receipt = formatReceipt({
    ...{ subscriberId, event: asLogged(event, claim.key) },
    ...{ messageId: record.messageId, receiptHandle: record.receiptHandle },
    ...{ handedOutAtMs: nowMs, leaseUntilMs: untilMs },
  });
  return { headers, body: body.toString('utf8'), receipt };
}

/** An event that was published twice is logged under the time of its first publication. */
function asLogged({ id, type, time }: PublishedEvent, { sk }: DeliveryKey): { id: string; type: string; time: string } {
  const loggedTime = sk.slice(0, -(id.length + 1));
  return { id, type, time: new Date(time).toISOString() === loggedTime ? time : loggedTime };
}
