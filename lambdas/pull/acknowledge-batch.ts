/**
 * How is a hand-out acknowledged, so that a crash at any point loses nothing and nobody else gets the event meanwhile?
 *
 *   extend the lease, if its hand-out still has the claim ─▶ record it delivered ─▶ delete the message
 *
 * Who lost the lease has lost the event, to the next hand-out or to a push. A crash after the first step leaves the lease
 * to its hand-out: the same receipt may come again. After the second the message comes back and is a duplicate.
 */
import { type Delivery, newDelivery } from '../../core/delivery.ts';
import { acknowledgedDelivery, isDeliveredBy, judgeReceipt, type ReceiptVerdict } from '../../core/handout.ts';
import type { Receipt } from '../../core/handout-receipt.ts';
import type { ClaimRecords, HeldClaim } from '../records/claim-records.ts';
import { type DeliveryKey, deliveryKey } from '../records/delivery-key.ts';
import type { KeyedDelivery } from '../records/delivery-records.ts';
import type { PullParts } from './parts.ts';
import type { ReceiptEnding } from './receipt-log.ts';

/** Longer than the function may run: until what is begun here is done, nobody else is at it. */
const LEASE_MS = 30_000;

/** Receipts of one subscriber, each of another event, at most 25. */
export async function acknowledgeBatch(
  subscriberId: string,
  receipts: readonly Receipt[],
  { claims, deliveries, queuesOf, receiptLog, metrics }: PullParts,
): Promise<Map<Receipt, ReceiptEnding>> {
  const leaseUntilMs = Date.now() + LEASE_MS + Math.random(); // no two end at one time
  const verdicts = await hold(receipts, claims, leaseUntilMs);
  const now = new Date();
  const logged = await deliveries.get(receipts.map(keyOf));
  const endings = new Map(
    receipts.map((receipt) => {
      const delivery = logged.find(({ eventId }) => eventId === receipt.event.id);
      return [receipt, endingOf(receipt, verdicts.get(receipt), delivery, { now, leaseUntilMs })] as const;
    }),
  );
  const delivered = [...endings].flatMap(logRecords);
  await deliveries.put(delivered, now);
  const over = receipts.filter((receipt) => endings.get(receipt)?.kind === 'acknowledged');
  await queuesOf(subscriberId).receiving.remove(over.map(({ receiptHandle }) => receiptHandle));
  for (const [receipt, ending] of endings) receiptLog.acknowledgement(receipt, ending);
  metrics.acknowledged(delivered.length);
  return endings;
}

interface Holding {
  readonly receipt: Receipt;
  readonly claim: HeldClaim;
}

/** Acknowledgements of one receipt that come at once overtake each other; one of them gets through each time. */
const ROUNDS = 10;

/** What each receipt is worth; the leases of those hand-outs that still have their claims are extended. */
async function hold(
  receipts: readonly Receipt[],
  claims: ClaimRecords,
  leaseUntilMs: number,
): Promise<Map<Receipt, ReceiptVerdict>> {
  const verdicts = new Map<Receipt, ReceiptVerdict>();
  let open: Holding[] = receipts.map((receipt) => ({ receipt, claim: claimOf(receipt) }));
  for (let round = 0; round < ROUNDS && open.length > 0; round++) {
    const held = await extend(open, claims, leaseUntilMs);
    for (const receipt of held) verdicts.set(receipt, 'held');
    const others = open.filter(({ receipt }) => !held.has(receipt));
    const current = await claims.get(others.map(({ claim }) => claim));
    open = [];
    for (const { receipt } of others) {
      const claim = current.find(({ eventId }) => eventId === receipt.event.id);
      const verdict = judgeReceipt(receipt, claim);
      verdicts.set(receipt, verdict === 'held' ? 'expired' : verdict);
      // An acknowledgement before this one, that was cut or not heard of, has extended the lease already.
      if (claim && verdict === 'held' && claim.key.sk === keyOf(receipt).sk) open.push({ receipt, claim });
    }
  }
  return verdicts;
}

async function extend(holdings: readonly Holding[], claims: ClaimRecords, leaseUntilMs: number): Promise<Set<Receipt>> {
  const held = holdings.map(({ claim }) => claim);
  const extended = await claims.extend(held, leaseUntilMs);
  return new Set(holdings.filter((_, at) => extended[at]).map(({ receipt }) => receipt));
}

function endingOf(
  receipt: Receipt,
  verdict: ReceiptVerdict | undefined,
  logged: Delivery | undefined,
  { now, leaseUntilMs }: { now: Date; leaseUntilMs: number },
): ReceiptEnding {
  const delivery = logged ?? newDelivery(receipt.subscriberId, receipt.event);
  if (isDeliveredBy(delivery, receipt)) return { kind: 'acknowledged', delivery, isRepeated: true };
  if (delivery.status === 'delivered' || verdict === undefined) return { kind: 'expired' };
  if (verdict !== 'held') return { kind: verdict };
  return {
    kind: 'acknowledged',
    delivery: acknowledgedDelivery(delivery, receipt, now, leaseUntilMs),
    isRepeated: false,
  };
}

function logRecords([receipt, ending]: readonly [Receipt, ReceiptEnding]): KeyedDelivery[] {
  if (ending.kind !== 'acknowledged' || ending.isRepeated) return [];
  return [{ key: keyOf(receipt), delivery: ending.delivery }];
}

/** The claim as it was when the event was handed out. */
function claimOf(receipt: Receipt): HeldClaim {
  const { event, subscriberId, leaseUntilMs, handedOutAtMs } = receipt;
  return { eventId: event.id, subscriberId, key: keyOf(receipt), leaseUntilMs, handedOutAtMs };
}

function keyOf({ subscriberId, event }: Receipt): DeliveryKey {
  return deliveryKey(subscriberId, event);
}
