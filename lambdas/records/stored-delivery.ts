/**
 * How does a delivery stand in the table? As it is, with its key, its expiry and, while it is not delivered, the keys of
 * two sparse indexes: nothing is written to them on the success path.
 */
import { type Delivery, isUndelivered } from '../../core/delivery.ts';
import { type DeliveryKey, shardOf } from './delivery-key.ts';

/** Deliveries of all subscribers that are not delivered are spread over so many partitions. */
const UNDELIVERED_SHARDS = 8;

interface UndeliveredKeys {
  /** Of the index by subscriber. */
  readonly undeliveredOf?: string;
  /** Of the index by time. */
  readonly undeliveredIn?: string;
  /** `status#time#eventId#subscriberId`, of both: a dead letter's time is its death, else it is the event's. */
  readonly undeliveredSort?: string;
}

export type StoredDelivery = Delivery & DeliveryKey & UndeliveredKeys & { readonly expiresAt: number };

/** Every partition of the index by time. */
export const UNDELIVERED_PARTITIONS = Array.from({ length: UNDELIVERED_SHARDS }, (_, shard) => String(shard));

export function storedDelivery(key: DeliveryKey, delivery: Delivery, expiresAt: number): StoredDelivery {
  return { ...key, ...delivery, ...undeliveredKeys(delivery), expiresAt };
}

export function readStored(stored: StoredDelivery): Delivery {
  const { pk: _, sk: __, expiresAt: ___, ...rest } = stored;
  const { undeliveredOf: _of, undeliveredIn: _in, undeliveredSort: _sort, ...delivery } = rest;
  return delivery;
}

function undeliveredKeys(delivery: Delivery): UndeliveredKeys {
  if (!isUndelivered(delivery)) return {};
  const { subscriberId, eventId, status, deadAt, eventTime } = delivery;
  const time = deadAt ?? new Date(eventTime).toISOString();
  return {
    undeliveredOf: subscriberId,
    undeliveredIn: String(shardOf(eventId, UNDELIVERED_SHARDS)),
    undeliveredSort: `${status}#${time}#${eventId}#${subscriberId}`,
  };
}
