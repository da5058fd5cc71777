/**
 * Which dead letters are there? One subscriber's are read with all there is of them; those that have to be searched for
 * are found in the index by time, where an answer of DynamoDB holds thousands instead of a hundred.
 */
import type { DeadLetterFilter } from '../../core/dead-letter.ts';
import type { Count, DeliveryQuery, PartitionQuery, StoredPage } from './delivery-query.ts';
import { deadRange, having, ofAll, ofOne } from './undelivered-index.ts';

/** So many answers of each partition of the index by time a count reads. */
const COUNT_ANSWERS = 4;

export type DeadLetterPage = StoredPage & {
  /** Whether the items are all of their deliveries, or little more than their keys. */
  readonly areWhole: boolean;
};

export class DeadLetterLists {
  readonly #query: DeliveryQuery;

  constructor(query: DeliveryQuery) {
    this.#query = query;
  }

  /** Of one subscriber, or of all, the newest death first. `before`: the place in the list where the page begins. */
  async page(
    subscriberId: string | undefined,
    filter: DeadLetterFilter,
    limit: number,
    before?: string,
  ): Promise<DeadLetterPage> {
    const wish = { sortKey: 'undeliveredSort', limit, but: before && `dead#${before}` } as const;
    const found = () => this.#query.last(inIndexByTime(subscriberId, filter, before), wish);
    if (subscriberId === undefined) return { ...(await found()), areWhole: false };
    const isSearch = filter.eventType !== undefined || filter.reason !== undefined;
    const own = inOwnIndex(subscriberId, filter, before);
    const few = await this.#query.last(own, isSearch ? { ...wish, answers: 1 } : wish);
    if (!isSearch || few.next === undefined || few.items.length === limit) return { ...few, areWhole: true };
    const many = await found();
    // Where others have many more, little of that index may be this subscriber's.
    return reachesFurther(many, few) ? { ...many, areWhole: false } : { ...few, areWhole: true };
  }

  async count(subscriberId: string | undefined, filter: DeadLetterFilter): Promise<Count> {
    const counted = () => this.#query.count(inIndexByTime(subscriberId, filter), COUNT_ANSWERS);
    if (subscriberId === undefined) return counted();
    const few = await this.#query.count(inOwnIndex(subscriberId, filter), 1);
    if (few.isComplete) return few;
    const many = await counted();
    return many.isComplete || many.count > few.count ? many : few;
  }
}

function inOwnIndex(subscriberId: string, filter: DeadLetterFilter, before?: string): PartitionQuery[] {
  const values = { eventType: filter.eventType, deadReason: filter.reason };
  return having(values, ofOne(subscriberId, deadRange(filter, before)));
}

function inIndexByTime(subscriberId: string | undefined, filter: DeadLetterFilter, before?: string): PartitionQuery[] {
  const values = { eventType: filter.eventType, deadReason: filter.reason, subscriberId };
  return having(values, ofAll(deadRange(filter, before)));
}

function reachesFurther(one: StoredPage, other: StoredPage): boolean {
  return one.next === undefined || (other.next !== undefined && one.next < other.next);
}
