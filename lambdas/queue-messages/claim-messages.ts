/** Which messages of a batch are ours to post or to hand out? One conditional insert for all; only what it refuses is read. */
import { type ClaimVerdict, claimedDelivery, judgeClaim } from '../../core/claim.ts';
import { type Attempt, attemptOf, type Delivery, newDelivery, withAttempt } from '../../core/delivery.ts';
import { missedHandOut } from '../../core/handout.ts';
import type { ClaimRecords, ClaimRequest, HeldClaim, Lease } from '../records/claim-records.ts';
import { deliveryKey, loggedEvent } from '../records/delivery-key.ts';
import type { DeliveryRecords } from '../records/delivery-records.ts';
import type { Ending } from './ending.ts';
import type { Message } from './message.ts';

/** A message whose delivery this invocation holds the lease of. */
export interface ClaimedMessage {
  readonly message: Message;
  readonly claim: ClaimRequest;
  readonly delivery: Delivery;
  /** The attempt that a hand-out came to which nobody acknowledged: in the delivery, but not in the log yet. */
  readonly missed?: Attempt;
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

export interface SubscriberLease extends Lease {
  readonly subscriberId: string;
  readonly nowMs: number;
}

/** No two end at one time: a fraction of a millisecond, by chance, tells each from all others. */
export function newLease(subscriberId: string, durationMs: number): SubscriberLease {
  const nowMs = Date.now();
  return { subscriberId, nowMs, untilMs: nowMs + durationMs + Math.random() };
}

export async function claimMessages(
  stores: ClaimStores,
  messages: readonly Message[],
  lease: SubscriberLease,
): Promise<Claimed> {
  const wanted = messages.filter(({ wish }) => wish.kind !== 'nothing');
  const endings: Ending[] = messages
    .filter(({ wish }) => wish.kind === 'nothing')
    .map((message) => ({ kind: 'not-replayed', message }));
  if (wanted.length === 0) return { mine: [], endings };
  const claimed = await claimWanted(stores, wanted, lease);
  return { mine: claimed.mine, endings: [...endings, ...claimed.endings] };
}

async function claimWanted(
  stores: ClaimStores,
  messages: readonly Message[],
  lease: SubscriberLease,
): Promise<Claimed> {
  const requests = messages.map((message) => ({ message, claim: claimRequest(message, lease.subscriberId) }));
  const inserted = await stores.claims.insert(
    requests.map(({ claim }) => claim),
    lease,
    lease.nowMs,
  );
  const fresh = requests
    .filter((_, at) => inserted[at])
    .map(({ message, claim }) => ({ message, claim, delivery: deliveryOf(undefined, claim, message) }));
  const known = requests.filter((_, at) => !inserted[at]);
  if (known.length === 0) return { mine: fresh, endings: [] };
  const rest = await claimKnown(stores, known, lease);
  return { mine: [...fresh, ...rest.mine], endings: rest.endings };
}

export function claimRequest(message: Message, subscriberId: string): ClaimRequest {
  return { eventId: message.event.id, subscriberId, key: deliveryKey(subscriberId, message.event) };
}

interface Known {
  readonly message: Message;
  readonly claim: ClaimRequest;
}

/** Claims that exist already: retries, copies, redrives, and what a crash left behind. */
async function claimKnown(stores: ClaimStores, known: readonly Known[], lease: SubscriberLease): Promise<Claimed> {
  const held = await stores.claims.get(known.map(({ claim }) => claim));
  const deliveries = await stores.deliveries.get(held.map(({ key }) => key));
  const mine: ClaimedMessage[] = [];
  const takeOver: Wanted[] = [];
  const endings: Ending[] = [];
  for (const { message } of known) {
    const claim = held.find(({ eventId }) => eventId === message.event.id);
    const logged = deliveries.find(({ eventId }) => eventId === message.event.id);
    // A claim that expired between the insert and the read: nobody is at it, and the next look will insert it.
    if (!claim) endings.push({ kind: 'hide', message, why: 'busy', untilMs: lease.nowMs });
    else if (isOurs(claim, lease)) mine.push({ message, claim, delivery: deliveryOf(logged, claim, message) });
    else {
      const { messageId, attributes } = message.record;
      const claimant = { messageId, sentAtMs: Number(attributes.SentTimestamp), wish: message.wish };
      const verdict = judgeClaim(claim, logged, claimant, lease.nowMs);
      if (verdict.kind === 'take-over') takeOver.push({ message, claim, ...takenOver(logged, claim, message) });
      else endings.push(endingOf(verdict, message));
    }
  }
  const taken = await takeOverAll(stores, takeOver, lease);
  return { mine: [...mine, ...taken.mine], endings: [...endings, ...taken.endings] };
}

/** The answer that said so got lost, and the call was made again. */
function isOurs({ leaseUntilMs }: HeldClaim, { untilMs }: Lease): boolean {
  return leaseUntilMs === untilMs;
}

function endingOf(verdict: Exclude<ClaimVerdict, { kind: 'take-over' }>, message: Message): Ending {
  if (verdict.kind === 'duplicate') return { kind: 'duplicate', message };
  if (verdict.kind === 'bury') return { kind: 'bury', message, delivery: verdict.delivery };
  return { kind: 'hide', message, why: verdict.kind, untilMs: verdict.untilMs };
}

type Wanted = ClaimedMessage & { readonly claim: HeldClaim };

async function takeOverAll(
  { claims }: ClaimStores,
  wanted: readonly Wanted[],
  lease: SubscriberLease,
): Promise<Claimed> {
  const held = wanted.map(({ claim }) => claim);
  const taken = await claims.takeOver(held, lease);
  // Somebody was faster: it is theirs until their lease ends.
  const others = await claims.get(held.filter((_, at) => !taken[at]));
  const mine: ClaimedMessage[] = [];
  const endings: Ending[] = [];
  for (const [at, each] of wanted.entries()) {
    const other = others.find(({ eventId }) => eventId === each.claim.eventId);
    if (taken[at] || (other && isOurs(other, lease))) mine.push(each);
    else endings.push({ kind: 'hide', message: each.message, why: 'busy', untilMs: other?.leaseUntilMs ?? 0 });
  }
  return { mine, endings };
}

function deliveryOf(logged: Delivery | undefined, claim: ClaimRequest, { event, wish }: Message): Delivery {
  return claimedDelivery(logged ?? newDelivery(claim.subscriberId, loggedEvent(event, claim.key)), wish);
}

function takenOver(
  logged: Delivery | undefined,
  claim: HeldClaim,
  message: Message,
): Pick<ClaimedMessage, 'delivery' | 'missed'> {
  const delivery = deliveryOf(logged, claim, message);
  const result = missedHandOut(claim, logged);
  if (!result) return { delivery };
  const missed = attemptOf(delivery, result);
  return { delivery: withAttempt(delivery, missed), missed };
}
