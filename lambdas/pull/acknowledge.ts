/** What is answered to receipts? Each once, whatever became of its event meanwhile. */
import { type Receipt, readReceipt } from '../../core/handout-receipt.ts';
import { knownSubscriber } from '../subscribers/known-subscriber.ts';
import { acknowledgeBatch } from './acknowledge-batch.ts';
import type { PullParts } from './parts.ts';

export const RECEIPT_FAULTS = ['expired', 'unknown'] as const;
export type ReceiptFault = (typeof RECEIPT_FAULTS)[number];

export interface Acknowledged {
  /** How many of the receipts. */
  readonly acknowledged: number;
  readonly failed: readonly { readonly receipt: string; readonly reason: ReceiptFault }[];
}

/** DynamoDB takes so many statements in one call. */
const BATCH_SIZE = 25;

/** Whatever mode and state the subscriber is in now: what was handed out before may be acknowledged. */
export async function acknowledge(id: string, tokens: readonly string[], parts: PullParts): Promise<Acknowledged> {
  await knownSubscriber(id, parts.subscribers);
  const receipts = new Map([...new Set(tokens)].map((token) => [token, readReceipt(token, id)]));
  const readable = [...receipts.values()].filter((receipt) => receipt !== undefined);
  if (readable.length < receipts.size) parts.receiptLog.unreadable(id, receipts.size - readable.length);
  const endings = await Promise.all(batches(readable).map((batch) => acknowledgeBatch(id, batch, parts)));
  const endingOf = new Map(endings.flatMap((batch) => [...batch]));
  const failed = tokens.flatMap((token) => {
    const receipt = receipts.get(token);
    const kind = (receipt && endingOf.get(receipt)?.kind) ?? 'unknown';
    return kind === 'acknowledged' ? [] : [{ receipt: token, reason: kind }];
  });
  return { acknowledged: tokens.length - failed.length, failed };
}

/** DynamoDB refuses a call with two statements on one claim: receipts of one event go into different batches. */
function batches(receipts: readonly Receipt[]): Receipt[][] {
  const all: Receipt[][] = [];
  for (const receipt of receipts) {
    const room = all.find(
      (batch) => batch.length < BATCH_SIZE && batch.every(({ event }) => event.id !== receipt.event.id),
    );
    if (room) room.push(receipt);
    else all.push([receipt]);
  }
  return all;
}
