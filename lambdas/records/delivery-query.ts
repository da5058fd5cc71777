/**
 * How are deliveries that lie in several partitions read as one list? One answer of DynamoDB ends at 1 MB, however few it
 * holds by then, and a filter can leave it empty: so much is read in one call and no more, and the page says where to go on.
 */
import {
  type DynamoDBDocumentClient,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import type { StoredDelivery } from './stored-delivery.ts';

/** One partition of the table or of an index, or a part of it. */
export type PartitionQuery = Omit<QueryCommandInput, 'TableName' | 'Limit' | 'ExclusiveStartKey' | 'Select'>;

/** By what a list is sorted, and so where its pages begin. */
export type SortKey = 'sk' | 'undeliveredSort';

export interface PageWish {
  readonly sortKey: SortKey;
  readonly limit: number;
  readonly but?: string | undefined;
  readonly answers?: number;
  /** Read so many of each partition, where the page may be shorter for it. */
  readonly ofEach?: number;
}

export interface StoredPage {
  readonly items: readonly StoredDelivery[];
  /** The sort key after which the next page begins; absent on the last. */
  readonly next?: string;
}

export interface Count {
  readonly count: number;
  /** Whether all was looked at; there may be more otherwise. */
  readonly isComplete: boolean;
}

/** Answers that are read of one partition for one page. */
const PAGE_ANSWERS = 10;
/** Items that one answer looks at where a filter may leave few of them. */
const FILTERED_ITEMS = 1_000;

export class DeliveryQuery {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /**
   * The last `limit`, last first; where little passes a filter they may be fewer, and more follow all the same: of each
   * partition so many answers are read. `but`: the sort key of one to leave out, where a range ends with it.
   */
  async last(
    partitions: readonly PartitionQuery[],
    { sortKey, limit, but, answers = PAGE_ANSWERS, ofEach }: PageWish,
  ): Promise<StoredPage> {
    const sortOf = (item: StoredDelivery) => item[sortKey] ?? '';
    // One more tells whether another page follows.
    const wanted = ofEach ?? limit + (but === undefined ? 1 : 2);
    const reads = await Promise.all(partitions.map((query) => this.#last(query, sortKey, wanted, answers)));
    // Below the place where a partition was left there may be more of it: only above all such places the list is whole.
    const wholeFrom = reads.map(({ leftAt }) => leftAt).reduce((one, other) => (one > other ? one : other), '');
    const whole = reads
      .flatMap(({ items }) => items)
      .filter((item) => sortOf(item) >= wholeFrom && sortOf(item) !== but);
    whole.sort((a, b) => (sortOf(a) < sortOf(b) ? 1 : -1));
    const items = whole.slice(0, limit);
    const last = items.at(-1);
    const next = whole.length > limit && last ? sortOf(last) : wholeFrom;
    return next === '' ? { items } : { items, next };
  }

  /** The first of all. */
  async first(partitions: readonly PartitionQuery[], sortKey: SortKey): Promise<StoredDelivery | undefined> {
    const sortOf = (item: StoredDelivery) => item[sortKey] ?? '';
    const answers = await Promise.all(partitions.map((query) => this.#send({ ...query, Limit: 1 })));
    const firsts = answers.flatMap(({ Items = [] }) => Items as StoredDelivery[]);
    return firsts.sort((a, b) => (sortOf(a) > sortOf(b) ? 1 : -1))[0];
  }

  /** How many there are, as far as so many answers of each partition tell. */
  async count(partitions: readonly PartitionQuery[], answers: number): Promise<Count> {
    let count = 0;
    const counted = partitions.map((query) =>
      this.#each({ ...query, Select: 'COUNT' }, answers, ({ Count = 0 }) => (count += Count)),
    );
    const isComplete = (await Promise.all(counted)).every(Boolean);
    return { count, isComplete };
  }

  /** Shows each of them, as far as so many answers of each partition go. Answers whether that was all. */
  async each(
    partitions: readonly PartitionQuery[],
    answers: number,
    visit: (item: StoredDelivery) => void,
  ): Promise<boolean> {
    const read = partitions.map((query) =>
      this.#each(query, answers, ({ Items = [] }) => (Items as StoredDelivery[]).forEach(visit)),
    );
    return (await Promise.all(read)).every(Boolean);
  }

  /** `leftAt`: the sort key up to which the partition was looked at; empty when that was all of it. */
  async #last(
    query: PartitionQuery,
    sortKey: SortKey,
    wanted: number,
    atMost: number,
  ): Promise<{ items: StoredDelivery[]; leftAt: string }> {
    const items: StoredDelivery[] = [];
    let from: QueryCommandInput['ExclusiveStartKey'];
    let answers = 0;
    do {
      const Limit = query.FilterExpression === undefined ? wanted - items.length : FILTERED_ITEMS;
      const answer = await this.#send({ ...query, ScanIndexForward: false, Limit, ExclusiveStartKey: from });
      items.push(...((answer.Items ?? []) as StoredDelivery[]));
      from = answer.LastEvaluatedKey;
      answers += 1;
    } while (from !== undefined && items.length < wanted && answers < atMost);
    return { items, leftAt: (from?.[sortKey] as string | undefined) ?? '' };
  }

  async #each(
    query: Omit<QueryCommandInput, 'TableName'>,
    answers: number,
    visit: (answer: QueryCommandOutput) => void,
  ): Promise<boolean> {
    let from: QueryCommandInput['ExclusiveStartKey'];
    for (let read = 0; read < answers; read++) {
      const answer = await this.#send({ ...query, ExclusiveStartKey: from });
      visit(answer);
      from = answer.LastEvaluatedKey;
      if (from === undefined) return true;
    }
    return false;
  }

  #send(query: Omit<QueryCommandInput, 'TableName'>): Promise<QueryCommandOutput> {
    return this.#client.send(new QueryCommand({ TableName: this.#table, ...query }));
  }
}
