/** Where in the log is a delivery? Key `subscriberId#shard` + `event time#eventId`: a subscriber's log reads newest first. */
import type { Delivery } from '../../core/delivery.ts';

/** A partition takes 1,000 writes a second; a subscriber's log is spread over this many. */
const LOG_SHARDS = 4;

export interface DeliveryKey {
  readonly pk: string;
  readonly sk: string;
}

/** The key a delivery has when its event is first claimed; the claim remembers it. */
export function deliveryKey(subscriberId: string, event: { readonly id: string; readonly time: string }): DeliveryKey {
  return {
    pk: `${subscriberId}#${shardOf(event.id, LOG_SHARDS)}`,
    sk: `${new Date(event.time).toISOString()}#${event.id}`,
  };
}

interface KnownEvent {
  readonly id: string;
  readonly type: string;
  readonly time: string;
}

/** An event that was published twice is logged under the time of its first publication. */
export function loggedEvent({ id, type, time }: KnownEvent, { sk }: DeliveryKey): KnownEvent {
  const loggedTime = sk.slice(0, -(id.length + 1));
  return { id, type, time: new Date(time).toISOString() === loggedTime ? time : loggedTime };
}

/** The key of a delivery that is in the log. */
export function loggedKey({ subscriberId, eventId, eventTime }: Delivery): DeliveryKey {
  return deliveryKey(subscriberId, { id: eventId, time: eventTime });
}

/** Every partition of a subscriber's log. */
export function logPartitions(subscriberId: string): string[] {
  return Array.from({ length: LOG_SHARDS }, (_, shard) => `${subscriberId}#${shard}`);
}

/** Which of so many parts an event belongs to: always the same one. */
export function shardOf(eventId: string, shards: number): number {
  let hash = 0;
  for (let at = 0; at < eventId.length; at++) hash = (hash * 31 + eventId.charCodeAt(at)) >>> 0;
  return hash % shards;
}

/** A key as one text. */
export function keyText({ pk, sk }: DeliveryKey): string {
  return `${pk} ${sk}`;
}
