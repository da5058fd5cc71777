/** Which jobs are there? One by its id, those of a kind, those that are not over. */
import {
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import { JOB_KINDS, type Job, type JobKind } from '../../core/job.ts';
import { LISTING_INDEX } from '../../core/table-indexes.ts';

export interface JobPage<J extends Job = Job> {
  /** Newest first. */
  readonly items: readonly J[];
  /** The id before which the next page begins; absent on the last. */
  readonly next?: string;
}

type JobOf<K extends JobKind> = Extract<Job, { readonly kind: K }>;

export class JobLists {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** Read consistently. */
  async get(id: string): Promise<Job | undefined> {
    const answer = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: { id }, ConsistentRead: true }),
    );
    return answer.Item && readStoredJob(answer.Item);
  }

  /** Jobs of a kind, newest first; of one subscriber where it is named. `before` is the `next` of the page before. */
  async list<K extends JobKind>(
    kind: K,
    limit: number,
    before?: string,
    subscriberId?: string,
  ): Promise<JobPage<JobOf<K>>> {
    const items: JobOf<K>[] = [];
    let from = before;
    do {
      const of = subscriberId === undefined ? {} : { ':of': subscriberId };
      const answer = await this.#query({
        KeyConditionExpression: from === undefined ? 'listing = :kind' : 'listing = :kind AND id < :before',
        ExpressionAttributeValues: { ':kind': kind, ...(from === undefined ? {} : { ':before': from }), ...of },
        ...(subscriberId === undefined ? { Limit: limit + 1 } : { FilterExpression: 'subscriberId = :of' }),
        ScanIndexForward: false,
      });
      items.push(...((answer.Items ?? []).map(readStoredJob) as JobOf<K>[]));
      from = answer.LastEvaluatedKey?.id as string | undefined;
    } while (from !== undefined && items.length <= limit);
    const some = items.slice(0, limit);
    const last = some.at(-1);
    return items.length > limit && last ? { items: some, next: last.id } : { items: some };
  }

  /** All that are not over. */
  async underWay(): Promise<Job[]> {
    const pages = JOB_KINDS.map((kind) => this.#underWay(kind));
    return (await Promise.all(pages)).flat();
  }

  async #underWay(kind: JobKind): Promise<Job[]> {
    const jobs: Job[] = [];
    let from: QueryCommandInput['ExclusiveStartKey'];
    do {
      const answer = await this.#query({
        KeyConditionExpression: 'listing = :kind',
        FilterExpression: '#status IN (:queued, :running, :cancelling)',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ...{ ':kind': kind, ':queued': 'queued', ':running': 'running', ':cancelling': 'cancelling' },
        },
        ExclusiveStartKey: from,
      });
      jobs.push(...(answer.Items ?? []).map(readStoredJob));
      from = answer.LastEvaluatedKey;
    } while (from !== undefined);
    return jobs;
  }

  #query(query: Omit<QueryCommandInput, 'TableName' | 'IndexName'>): Promise<QueryCommandOutput> {
    return this.#client.send(new QueryCommand({ TableName: this.#table, IndexName: LISTING_INDEX, ...query }));
  }
}

/** A job as its item has it. */
export function readStoredJob(item: Record<string, unknown>): Job {
  const { listing: _, expiresAt: __, ...job } = item;
  return job as unknown as Job;
}
