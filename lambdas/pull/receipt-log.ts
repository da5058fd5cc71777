/** What does the function log of receipts? One wide line for each: ids and what came of it, never SQS's handle. */
import type { Logger } from '@aws-lambda-powertools/logger';
import type { Delivery } from '../../core/delivery.ts';
import type { Receipt } from '../../core/handout-receipt.ts';

export type ReceiptEnding =
  | { readonly kind: 'acknowledged'; readonly delivery: Delivery; readonly isRepeated: boolean }
  | { readonly kind: 'expired' | 'unknown' };

export class ReceiptLog {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  acknowledgement({ subscriberId, event, messageId }: Receipt, ending: ReceiptEnding): void {
    this.#logger.info('acknowledgement', {
      subscriberId,
      eventId: event.id,
      eventType: event.type,
      messageId,
      ...facts(ending),
    });
  }

  unreadable(subscriberId: string, count: number): void {
    this.#logger.info('acknowledgement', { subscriberId, decision: 'unknown', receipts: count });
  }
}

function facts(ending: ReceiptEnding): Record<string, unknown> {
  if (ending.kind !== 'acknowledged') return { decision: ending.kind };
  const { number, outcome, durationMs } = ending.delivery.attempts.at(-1) ?? {};
  return { attempt: number, outcome, durationMs, decision: ending.isRepeated ? 'repeated' : 'delivered' };
}
