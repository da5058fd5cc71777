/** One attempt: sign, post, decide. */
import { decide } from '../../core/decide.ts';
import { attemptOf, recordDecision } from '../../core/delivery.ts';
import { checkEndpointUrl, type UrlPolicy } from '../../core/endpoint-url.ts';
import { DEFAULT_RETRY_SCHEDULE } from '../../core/retry-schedule.ts';
import { DEFAULT_TIMEOUT_SECONDS } from '../../core/subscriber.ts';
import type { Poster, PostResult } from '../http/post.ts';
import type { ClaimedMessage } from '../queue-messages/claim-messages.ts';
import type { Ending } from '../queue-messages/ending.ts';
import { signedWebhook } from '../recipients/signed-webhook.ts';
import type { Recipient } from '../recipients/subscriber-cache.ts';
import type { Lease } from '../records/claim-records.ts';

export interface AttemptContext {
  readonly recipient: Recipient;
  readonly poster: Poster;
  readonly urlPolicy: UrlPolicy;
  readonly userAgent: string;
  /** Under which the deliveries are held. */
  readonly lease: Lease;
  /** When the POST must have ended, so that the invocation can still record it. */
  readonly deadlineMs: number;
}

export async function attemptDelivery(claimed: ClaimedMessage, context: AttemptContext): Promise<Ending> {
  const startedAt = new Date();
  const { outcome, response } = await postEvent(claimed, context, startedAt);
  const now = new Date();
  const { message, claim, delivery } = claimed;
  const attempt = attemptOf(delivery, {
    outcome,
    startedAt,
    durationMs: now.getTime() - startedAt.getTime(),
    ...(response === undefined ? {} : { response }),
  });
  const decision = decide(outcome, {
    attempt: attempt.number - delivery.attemptsBeforeRound,
    schedule: context.recipient.subscriber.retrySchedule ?? DEFAULT_RETRY_SCHEDULE,
    now,
    random: Math.random(),
    messageExpiresAt: message.expiresAt,
  });
  const after = recordDecision(delivery, {
    ...{ attempt, decision, now, messageId: message.record.messageId },
    leaseUntilMs: context.lease.untilMs,
  });
  return { kind: 'decided', message, claim, delivery: after, decision, attempt };
}

/** The stage's policy may have become stricter since the URL was registered, so it is asked each time. */
async function postEvent(
  { message }: ClaimedMessage,
  { recipient, poster, urlPolicy, userAgent, deadlineMs }: AttemptContext,
  startedAt: Date,
): Promise<PostResult> {
  const { id, url, timeoutSeconds } = recipient.subscriber;
  if (url === undefined) throw new Error(`The subscriber ${id} has no URL to post to.`);
  const check = checkEndpointUrl(url, urlPolicy);
  if (!check.ok) return { outcome: { kind: 'refused', rule: check.rule } };
  return poster.post({
    url: check.url,
    ...signedWebhook(message.event, recipient, startedAt, userAgent),
    timeoutMs: Math.min(
      (timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
      Math.max(deadlineMs - startedAt.getTime(), 1),
    ),
  });
}

/** What waits for a disabled subscriber becomes a dead letter, where an operator finds it; nothing is called. */
export function buryUndelivered(claimed: ClaimedMessage): Ending {
  const { message, claim, delivery } = claimed;
  const decision = { kind: 'dead', reason: 'subscriber-disabled' } as const;
  const after = recordDecision(delivery, { decision, now: new Date(), messageId: message.record.messageId });
  return { kind: 'decided', message, claim, delivery: after, decision };
}
