/** What does a puller get for an event? The webhook that would have been posted, and a receipt to acknowledge it with. */
import { formatReceipt } from '../../core/handout-receipt.ts';
import type { SubscriberLease } from '../queue-messages/claim-messages.ts';
import type { Ending } from '../queue-messages/ending.ts';
import { signedWebhook } from '../recipients/signed-webhook.ts';
import type { Recipient } from '../recipients/subscriber-cache.ts';
import { loggedEvent } from '../records/delivery-key.ts';

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
    ...{ subscriberId, event: loggedEvent(event, claim.key) },
    ...{ messageId: record.messageId, receiptHandle: record.receiptHandle },
    ...{ handedOutAtMs: nowMs, leaseUntilMs: untilMs },
  });
  return { headers, body: body.toString('utf8'), receipt };
}
