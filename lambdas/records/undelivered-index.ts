/**
 * How are deliveries found that are not delivered? By two sparse indexes sorted alike: one by subscriber, with all of each
 * delivery, and one of all subscribers by time, with little more than the keys.
 */
import type { DeadLetterFilter } from '../../core/dead-letter.ts';
import { UNDELIVERED_BY_TIME_INDEX, UNDELIVERED_INDEX } from '../../core/table-indexes.ts';
import type { PartitionQuery } from './delivery-query.ts';
import { UNDELIVERED_PARTITIONS } from './stored-delivery.ts';

/** A part of the indexes. */
export interface UndeliveredRange {
  readonly status: 'pending' | 'dead';
  /** Where in the sort key, behind the status, it begins, and where it ends: with what equals them. */
  readonly from: string;
  readonly to: string;
}

/** Behind every sort key of a status. */
const END = '~';

/** What waits for an attempt, before a place in its list. */
export function pendingRange(before: string = END): UndeliveredRange {
  return { status: 'pending', from: '', to: before };
}

/** Dead letters of a time, before a place in their list. */
export function deadRange({ from, to }: Pick<DeadLetterFilter, 'from' | 'to'>, before: string = END): UndeliveredRange {
  // A sort key goes on after its time and equals none: those of `to` itself are behind the end.
  const ends = [before, ...(to === undefined ? [] : [isoTime(to)])];
  return { status: 'dead', from: from === undefined ? '' : isoTime(from), to: ends.sort()[0] ?? END };
}

/** Where in a list a sort key is. */
export function placeOf(sortKey: string): string {
  return sortKey.slice(sortKey.indexOf('#') + 1);
}

/** One subscriber's; none where the range is empty. */
export function ofOne(subscriberId: string, range: UndeliveredRange): PartitionQuery[] {
  return inRange(UNDELIVERED_INDEX, 'undeliveredOf', [subscriberId], range);
}

/** All subscribers'. */
export function ofAll(range: UndeliveredRange): PartitionQuery[] {
  return inRange(UNDELIVERED_BY_TIME_INDEX, 'undeliveredIn', UNDELIVERED_PARTITIONS, range);
}

/** DynamoDB refuses a range that ends before it begins. */
function inRange(
  IndexName: string,
  partitionKey: string,
  partitions: readonly string[],
  { status, from, to }: UndeliveredRange,
): PartitionQuery[] {
  if (to < from) return [];
  return partitions.map((partition) => ({
    IndexName,
    KeyConditionExpression: `${partitionKey} = :in AND undeliveredSort BETWEEN :from AND :to`,
    ExpressionAttributeValues: { ':in': partition, ':from': `${status}#${from}`, ':to': `${status}#${to}` },
  }));
}

/** What an index may be filtered by besides. */
export type UndeliveredFilter = Readonly<
  Partial<Record<'subscriberId' | 'eventType' | 'deadReason', string | undefined>>
>;

/** Only what has these values. */
export function having(filter: UndeliveredFilter, queries: readonly PartitionQuery[]): PartitionQuery[] {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined);
  if (given.length === 0) return [...queries];
  const values = Object.fromEntries(given.map(([name, value]) => [`:${name}`, value]));
  return queries.map((query) => ({
    ...query,
    FilterExpression: given.map(([name]) => `${name} = :${name}`).join(' AND '),
    ExpressionAttributeValues: { ...query.ExpressionAttributeValues, ...values },
  }));
}

/** Only what the index by time does not hold. */
export function lackingTime(queries: readonly PartitionQuery[]): PartitionQuery[] {
  return queries.map((query) => ({ ...query, FilterExpression: 'attribute_not_exists(undeliveredIn)' }));
}

function isoTime(time: string): string {
  return new Date(time).toISOString();
}
