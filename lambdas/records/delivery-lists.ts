/** What can be asked of the delivery log? Lists are read newest first, a page at a time. */
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type DeadLetterFilter, isWantedDeadLetter } from '../../core/dead-letter.ts';
import type { Delivery, DeliveryStatus } from '../../core/delivery.ts';
import { DeadLetterLists } from './dead-letter-lists.ts';
import { type DeliveryKey, keyText, logPartitions } from './delivery-key.ts';
import { type Count, DeliveryQuery, type PartitionQuery } from './delivery-query.ts';
import { readStored, type StoredDelivery } from './stored-delivery.ts';
import { deadRange, lackingTime, ofAll, ofOne, pendingRange, placeOf } from './undelivered-index.ts';
import { retryUnprocessed } from './unprocessed.ts';

/** BatchGetItem takes no more. */
const MAX_KEYS = 100;

/** So many answers of each partition of the log a count reads. */
const COUNT_ANSWERS = 2;
/** Thirty megabytes: whoever reads so many works on them, and next time there are fewer. */
const MANY_ANSWERS = 30;

export interface DeliveryPage {
  readonly items: readonly Delivery[];
  /** Where the next page begins; absent on the last. */
  readonly next?: string;
}

export type StatusCounts = Readonly<Record<DeliveryStatus, number>> & {
  /** Whether all were looked at; there may be more otherwise. */
  readonly isComplete: boolean;
};

export class DeliveryLists {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #query: DeliveryQuery;
  readonly #dead: DeadLetterLists;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
    this.#query = new DeliveryQuery(client, table);
    this.#dead = new DeadLetterLists(this.#query);
  }

  /** The deliveries at these keys that exist, in the keys' order, read consistently. */
  async get(keys: readonly DeliveryKey[]): Promise<Delivery[]> {
    const found = new Map<string, Delivery>();
    const batches = Array.from({ length: Math.ceil(keys.length / MAX_KEYS) }, (_, at) =>
      this.#read(keys.slice(at * MAX_KEYS, (at + 1) * MAX_KEYS), found),
    );
    await Promise.all(batches);
    return keys.flatMap((key) => found.get(keyText(key)) ?? []);
  }

  async #read(keys: readonly DeliveryKey[], found: Map<string, Delivery>): Promise<void> {
    const asked = keys.map(({ pk, sk }) => ({ pk, sk }));
    await retryUnprocessed({ [this.#table]: { Keys: asked, ConsistentRead: true } }, async (requests) => {
      const answer = await this.#client.send(new BatchGetCommand({ RequestItems: requests }));
      const items = (answer.Responses?.[this.#table] ?? []) as StoredDelivery[];
      for (const item of items) found.set(keyText(item), readStored(item));
      return answer.UnprocessedKeys;
    });
  }

  /** A subscriber's deliveries, newest event first. `before` is the `next` of the page before. */
  async ofSubscriber(subscriberId: string, limit: number, before?: string): Promise<DeliveryPage> {
    const { items, next } = await this.#query.last(ofLog(subscriberId, before), { sortKey: 'sk', limit });
    return page(items.map(readStored), next);
  }

  /** What became of the newest of a subscriber's deliveries: at most `limit`, or a few less. */
  async recent(subscriberId: string, limit: number): Promise<Pick<Delivery, 'eventId' | 'status'>[]> {
    const queries = ofLog(subscriberId, undefined).map((query) => ({ ...query, ...WHAT_BECAME }));
    // They are spread evenly: hardly ever is half of the newest in one of the partitions.
    const ofEach = Math.max(Math.ceil(limit / 2), 10);
    const { items } = await this.#query.last(queries, { sortKey: 'sk', limit, ofEach });
    return items.map(({ eventId, status }) => ({ eventId, status }));
  }

  /** A subscriber's deliveries of one status, newest first; dead ones that were discarded are not among them. */
  async ofSubscriberByStatus(
    subscriberId: string,
    status: DeliveryStatus,
    limit: number,
    before?: string,
  ): Promise<DeliveryPage> {
    if (status === 'delivered') return this.#delivered(subscriberId, limit, before);
    if (status === 'dead') return this.deadLetters(subscriberId, {}, limit, before);
    const queries = ofOne(subscriberId, pendingRange(before));
    const wish = { sortKey: 'undeliveredSort', limit, but: before && `pending#${before}` } as const;
    const { items, next } = await this.#query.last(queries, wish);
    return page(items.map(readStored), next && placeOf(next));
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
    return page(items, from);
  }

  /**
   * Dead letters of one subscriber, or of all, the newest death first. Of those that a filter is to find only so many are
   * looked at in one call: a page may be short, even empty, and still have a `next`.
   */
  async deadLetters(
    subscriberId: string | undefined,
    filter: DeadLetterFilter,
    limit: number,
    before?: string,
  ): Promise<DeliveryPage> {
    const { items, next, areWhole } = await this.#dead.page(subscriberId, filter, limit, before);
    // By the time all of one is read it may have been redriven.
    const deliveries = areWhole ? items.map(readStored) : await this.get(items);
    const wanted = deliveries.filter((delivery) => isWantedDeadLetter(delivery, filter));
    return page(wanted, next && placeOf(next));
  }

  /** How many dead letters one subscriber has, or all have; where it is not complete, there are more. */
  countDead(subscriberId: string | undefined, filter: DeadLetterFilter = {}): Promise<Count> {
    return this.#dead.count(subscriberId, filter);
  }

  /**
   * A subscriber's deliveries that lists of all subscribers lack, the oldest death first: they were written before the
   * index by time was made. At most `atMost`, as far as so many answers go.
   */
  async withoutTime(subscriberId: string, atMost: number): Promise<StoredDelivery[]> {
    const found: StoredDelivery[] = [];
    await this.#query.each(lackingTime(undelivered(subscriberId)), MANY_ANSWERS, (item) => {
      if (found.length < atMost) found.push(item);
    });
    return found;
  }

  /** What of a subscriber's deliveries waits, for an attempt or for an operator: as far as so many answers go. */
  async undelivered(subscriberId: string): Promise<StoredDelivery[]> {
    const found: StoredDelivery[] = [];
    await this.#query.each(undelivered(subscriberId), MANY_ANSWERS, (item) => {
      found.push(item);
    });
    return found;
  }

  /** Of one subscriber, or of all: which event waits longest for an attempt? */
  async oldestPending(subscriberId?: string): Promise<Delivery | undefined> {
    const range = pendingRange();
    const queries = subscriberId === undefined ? ofAll(range) : ofOne(subscriberId, range);
    const oldest = await this.#query.first(queries, 'undeliveredSort');
    if (!oldest) return undefined;
    const [delivery] = subscriberId === undefined ? await this.get([oldest]) : [readStored(oldest)];
    return delivery?.status === 'pending' ? delivery : undefined; // the index lags a little behind
  }

  /** What became of a subscriber's deliveries whose events happened in a window: `from` inclusive, `to` exclusive. */
  async countByStatus(subscriberId: string, from: string, to: string): Promise<StatusCounts> {
    const counts = { delivered: 0, pending: 0, dead: 0 };
    const isComplete = await this.#query.each(ofWindow(subscriberId, from, to), COUNT_ANSWERS, ({ status }) => {
      counts[status] += 1;
    });
    return { ...counts, isComplete };
  }
}

/** Without the attempts, which are most of a record. */
const WHAT_BECAME = {
  ProjectionExpression: 'sk, eventId, #status',
  ExpressionAttributeNames: { '#status': 'status' },
};

function undelivered(subscriberId: string): PartitionQuery[] {
  return [...ofOne(subscriberId, deadRange({})), ...ofOne(subscriberId, pendingRange())];
}

function ofLog(subscriberId: string, before: string | undefined): PartitionQuery[] {
  return logPartitions(subscriberId).map((partition) => ({
    KeyConditionExpression: before === undefined ? 'pk = :pk' : 'pk = :pk AND sk < :before',
    ExpressionAttributeValues: { ':pk': partition, ...(before === undefined ? {} : { ':before': before }) },
  }));
}

function ofWindow(subscriberId: string, from: string, to: string): PartitionQuery[] {
  const [begin, end] = [new Date(from).toISOString(), new Date(to).toISOString()];
  if (end < begin) return [];
  return logPartitions(subscriberId).map((partition) => ({
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :begin AND :end',
    ExpressionAttributeValues: { ':pk': partition, ':begin': begin, ':end': end },
    ProjectionExpression: '#status',
    ExpressionAttributeNames: { '#status': 'status' },
  }));
}

function page(items: readonly Delivery[], next: string | undefined): DeliveryPage {
  return next === undefined ? { items } : { items, next };
}
