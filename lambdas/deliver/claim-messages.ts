/** Which messages of a batch are ours to attempt? One conditional insert for all; only what it refuses is read. */
import { judgeClaim } from '../../core/claim.ts';
import { type Delivery, newDelivery, newRound } from '../../core/delivery.ts';
import type { ClaimRecords, ClaimRequest, HeldClaim } from '../records/claim-records.ts';
import { type DeliveryRecords, deliveryKey } from '../records/delivery-records.ts';
import type { Ending } from './ending.ts';
import type { Message } from './message.ts';

/** A message whose delivery this invocation holds the lease of. */
export interface ClaimedMessage {
  readonly message: Message;
  readonly claim: ClaimRequest;
  readonly delivery: Delivery;
}

export interface Claimed {
  readonly mine: readonly ClaimedMessage[];
  /** Those that come to an end without an attempt. */
  readonly endings: readonly Ending[];
}

export interface ClaimStores {
  readonly claims: ClaimRecords;
  readonly deliveries: DeliveryRecords;
}

interface Lease {
  readonly subscriberId: string;
  readonly nowMs: number;
  readonly untilMs: number;
}

export async function claimMessages(stores: ClaimStores, messages: readonly Message[], lease: Lease): Promise<Claimed> {
  const requests = messages.map((message) => ({ message, claim: claimRequest(message, lease.subscriberId) }));
  const inserted = await stores.claims.insert(
    requests.map(({ claim }) => claim),
    lease.untilMs,
    lease.nowMs,
  );
  const fresh = requests
    .filter((_, at) => inserted[at])
    .map(({ message, claim }) => ({ message, claim, delivery: newDelivery(lease.subscriberId, message.event) }));
  const known = requests.filter((_, at) => !inserted[at]);
  if (known.length === 0) return { mine: fresh, endings: [] };
  const rest = await claimKnown(stores, known, lease);
  return { mine: [...fresh, ...rest.mine], endings: rest.endings };
}

function claimRequest(message: Message, subscriberId: string): ClaimRequest {
  return { eventId: message.event.id, subscriberId, key: deliveryKey(subscriberId, message.event) };
}

interface Known {
  readonly message: Message;
  readonly claim: ClaimRequest;
}

/** Claims that exist already: retries, copies, redrives, and what a crash left behind. */
async function claimKnown(stores: ClaimStores, known: readonly Known[], lease: Lease): Promise<Claimed> {
  const held = await stores.claims.get(known.map(({ claim }) => claim));
  const deliveries = await stores.deliveries.get(held.map(({ key }) => key));
  const takeOver: { message: Message; claim: HeldClaim; delivery: Delivery }[] = [];
  const endings: Ending[] = [];
  for (const { message } of known) {
    const claim = held.find(({ eventId }) => eventId === message.event.id);
    const logged = deliveries.find(({ eventId }) => eventId === message.event.id);
    // A claim that expired between the insert and the read: nobody is at it, and the next look will insert it.
    const verdict = claim
      ? judgeClaim(claim, logged, message.record.messageId, lease.nowMs)
      : ({ kind: 'busy', untilMs: lease.nowMs } as const);
    if (verdict.kind === 'take-over' && claim) {
      takeOver.push({ message, claim, delivery: nextDelivery(logged, lease.subscriberId, message) });
    } else if (verdict.kind === 'duplicate') endings.push({ kind: 'duplicate', message });
    else if (verdict.kind === 'bury') endings.push({ kind: 'bury', message, delivery: verdict.delivery });
    else if (verdict.kind !== 'take-over') {
      endings.push({ kind: 'hide', message, why: verdict.kind, untilMs: verdict.untilMs });
    }
  }
  return takeOverAll(stores, takeOver, endings, lease);
}

async function takeOverAll(
  { claims }: ClaimStores,
  wanted: readonly { message: Message; claim: HeldClaim; delivery: Delivery }[],
  endings: readonly Ending[],
  lease: Lease,
): Promise<Claimed> {
  const taken = await claims.takeOver(
    wanted.map(({ claim }) => claim),
    lease.untilMs,
  );
  // Somebody was faster: it is theirs until their lease ends, which is about when ours would.
  const lost = wanted
    .filter((_, at) => !taken[at])
    .map(({ message }) => ({ kind: 'hide', message, why: 'busy', untilMs: lease.untilMs }) as const);
  return { mine: wanted.filter((_, at) => taken[at]), endings: [...endings, ...lost] };
}

function nextDelivery(logged: Delivery | undefined, subscriberId: string, message: Message): Delivery {
  if (!logged) return newDelivery(subscriberId, message.event);
  return logged.status === 'dead' ? newRound(logged) : logged;
}
