/**
 * Where is the delivery log kept? One item a delivery: key `subscriberId#shard` + `event time#eventId`, so that a
 * subscriber's log reads newest first. The index `undelivered` holds only what is not delivered: nothing is written to
 * it on the success path.
 */
import {
  BatchGetCommand,
  BatchWriteCommand,
  type DynamoDBDocumentClient,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { Delivery, DeliveryStatus } from '../../core/delivery.ts';
import { UNDELIVERED_INDEX } from '../../core/table-indexes.ts';
import { retryUnprocessed } from './unprocessed.ts';

/** A partition takes 1,000 writes a second; a subscriber's log is spread over this many. */
const SHARDS = 4;

/** BatchGetItem takes no more. */
const MAX_KEYS = 100;

export interface DeliveryKey {
  readonly pk: string;
  readonly sk: string;
}

/** The key a delivery has when its event is first claimed; the claim remembers it. */
export function deliveryKey(subscriberId: string, event: { readonly id: string; readonly time: string }): DeliveryKey {
  return { pk: `${subscriberId}#${shardOf(event.id)}`, sk: `${new Date(event.time).toISOString()}#${event.id}` };
}

function shardOf(eventId: string): number {
  let hash = 0;
  for (let at = 0; at < eventId.length; at++) hash = (hash * 31 + eventId.charCodeAt(at)) >>> 0;
  return hash % SHARDS;
}

export interface KeyedDelivery {
  readonly key: DeliveryKey;
  readonly delivery: Delivery;
}

export interface DeliveryPage {
  readonly items: readonly Delivery[];
  /** Where the next page begins; absent on the last. */
  readonly next?: string;
}

export class DeliveryRecords {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #retentionSeconds: number;

  constructor(client: DynamoDBDocumentClient, table: string, retentionDays: number) {
    this.#client = client;
    this.#table = table;
    this.#retentionSeconds = retentionDays * 86_400;
  }

  /** Writes all in one call. Throws when a part of them could not be written. */
  async put(entries: readonly KeyedDelivery[], now: Date): Promise<void> {
    if (entries.length === 0) return;
    const expiresAt = Math.floor(now.getTime() / 1000) + this.#retentionSeconds;
    const puts = entries.map(({ key, delivery }) => ({
      PutRequest: { Item: { ...key, ...delivery, ...undeliveredKey(delivery), expiresAt } },
    }));
    await retryUnprocessed({ [this.#table]: puts }, async (requests) => {
      const answer = await this.#client.send(new BatchWriteCommand({ RequestItems: requests }));
      return answer.UnprocessedItems;
    });
  }

  /** The deliveries at these keys that exist, in the keys' order, read consistently. */
  async get(keys: readonly DeliveryKey[]): Promise<Delivery[]> {
    const found = new Map<string, Delivery>();
    const batches = Array.from({ length: Math.ceil(keys.length / MAX_KEYS) }, (_, at) =>
      this.#read(keys.slice(at * MAX_KEYS, (at + 1) * MAX_KEYS), found),
    );
    await Promise.all(batches);
    return keys.flatMap((key) => found.get(textOf(key)) ?? []);
  }

  async #read(keys: readonly DeliveryKey[], found: Map<string, Delivery>): Promise<void> {
    await retryUnprocessed({ [this.#table]: { Keys: [...keys], ConsistentRead: true } }, async (requests) => {
      const answer = await this.#client.send(new BatchGetCommand({ RequestItems: requests }));
      const items = (answer.Responses?.[this.#table] ?? []) as StoredDelivery[];
      for (const item of items) found.set(textOf(item), toDelivery(item));
      return answer.UnprocessedKeys;
    });
  }

  /** A subscriber's deliveries, newest event first. `before` is the `next` of the page before. */
  async ofSubscriber(subscriberId: string, limit: number, before?: string): Promise<DeliveryPage> {
    const shards = Array.from({ length: SHARDS }, (_, shard) => this.#shard(`${subscriberId}#${shard}`, limit, before));
    const merged = (await Promise.all(shards)).flat().sort((a, b) => (a.sk < b.sk ? 1 : -1));
    return page(merged, limit, (item) => item.sk);
  }

  /** A subscriber's deliveries of one status, newest first. */
  async ofSubscriberByStatus(
    subscriberId: string,
    status: DeliveryStatus,
    limit: number,
    before?: string,
  ): Promise<DeliveryPage> {
    if (status === 'delivered') return this.#delivered(subscriberId, limit, before);
    const ofStatus = `${status}#`;
    const to = ofStatus + (before ?? '~');
    const query = {
      IndexName: UNDELIVERED_INDEX,
      KeyConditionExpression: 'undeliveredOf = :of AND undeliveredSort BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':of': subscriberId, ':from': ofStatus, ':to': to },
    };
    // One more tells whether another page follows; one more still is the last page's end, which BETWEEN includes.
    const items = (await this.#query(query, limit + 2)).filter((item) => item.undeliveredSort !== to);
    return page(items, limit, (item) => (item.undeliveredSort ?? '').slice(ofStatus.length));
  }

  /** Most deliveries are delivered: pages of the whole log, less the few that are not. */
  async #delivered(subscriberId: string, limit: number, before?: string): Promise<DeliveryPage> {
    const items: Delivery[] = [];
    let from = before;
    do {
      const { items: some, next } = await this.ofSubscriber(subscriberId, limit - items.length, from);
      items.push(...some.filter((item) => item.status === 'delivered'));
      from = next;
    } while (items.length < limit && from !== undefined);
    return from === undefined ? { items } : { items, next: from };
  }

  #shard(pk: string, limit: number, before: string | undefined): Promise<StoredDelivery[]> {
    const query = {
      KeyConditionExpression: before === undefined ? 'pk = :pk' : 'pk = :pk AND sk < :before',
      ExpressionAttributeValues: { ':pk': pk, ...(before === undefined ? {} : { ':before': before }) },
    };
    return this.#query(query, limit + 1);
  }

  /** The first `count`, newest first. One answer of DynamoDB ends at 1 MB, however few it holds by then. */
  async #query(query: Omit<QueryCommandInput, 'TableName'>, count: number): Promise<StoredDelivery[]> {
    const items: StoredDelivery[] = [];
    let from: QueryCommandInput['ExclusiveStartKey'];
    do {
      const rest = { TableName: this.#table, ScanIndexForward: false, Limit: count - items.length };
      const answer = await this.#client.send(new QueryCommand({ ...query, ...rest, ExclusiveStartKey: from }));
      items.push(...((answer.Items ?? []) as StoredDelivery[]));
      from = answer.LastEvaluatedKey;
    } while (from !== undefined && items.length < count);
    return items;
  }
}

type StoredDelivery = Delivery & DeliveryKey & { expiresAt: number; undeliveredOf?: string; undeliveredSort?: string };

function undeliveredKey(delivery: Delivery): { undeliveredOf?: string; undeliveredSort?: string } {
  if (delivery.status === 'delivered') return {};
  const time = delivery.deadAt ?? new Date(delivery.eventTime).toISOString();
  return {
    undeliveredOf: delivery.subscriberId,
    undeliveredSort: `${delivery.status}#${time}#${delivery.eventId}`,
  };
}

function textOf({ pk, sk }: DeliveryKey): string {
  return `${pk} ${sk}`;
}

function page(
  items: readonly StoredDelivery[],
  limit: number,
  position: (item: StoredDelivery) => string,
): DeliveryPage {
  const last = items[limit - 1];
  const some = items.slice(0, limit).map(toDelivery);
  return items.length > limit && last ? { items: some, next: position(last) } : { items: some };
}

function toDelivery(item: StoredDelivery): Delivery {
  const { pk: _, sk: __, expiresAt: ___, undeliveredOf: ____, undeliveredSort: _____, ...delivery } = item;
  return delivery;
}
