/** Where are subscribers kept? Every change of what is desired raises `version`; the table's stream tells `provision`. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { DesiredState, Failure, Subscriber, SubscriberStatus } from '../../core/subscriber.ts';
import { LISTING_INDEX } from '../../core/table-indexes.ts';

/** The partition all of them share in that index. */
const LISTING = 'subscriber';

export interface SubscriberFilter {
  readonly tenant?: string | undefined;
  readonly status?: string | undefined;
  /** A part of the name or the URL, in any case. */
  readonly q?: string | undefined;
}

export interface SubscriberPage {
  readonly items: readonly Subscriber[];
  /** The id after which the next page begins; absent on the last. */
  readonly next?: string;
}

export class SubscriberRecords {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async create(subscriber: Subscriber): Promise<void> {
    await this.#client.send(
      new PutCommand({
        TableName: this.#table,
        Item: { ...subscriber, listing: LISTING },
        ConditionExpression: 'attribute_not_exists(id)',
      }),
    );
  }

  /** Read consistently: what was just stored is seen. */
  async get(id: string): Promise<Subscriber | undefined> {
    const answer = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: { id }, ConsistentRead: true }),
    );
    return answer.Item && toSubscriber(answer.Item);
  }

  /** Oldest first. Reads on until the page is full or there are no more. */
  async list(filter: SubscriberFilter, limit: number, after?: string): Promise<SubscriberPage> {
    const items: Subscriber[] = [];
    let from = after;
    do {
      const answer = await this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          IndexName: LISTING_INDEX,
          KeyConditionExpression: from === undefined ? 'listing = :l' : 'listing = :l AND id > :after',
          ExpressionAttributeValues: { ':l': LISTING, ...(from === undefined ? {} : { ':after': from }) },
        }),
      );
      items.push(...(answer.Items ?? []).map(toSubscriber).filter((subscriber) => matches(subscriber, filter)));
      from = answer.LastEvaluatedKey?.id as string | undefined;
    } while (from !== undefined && items.length <= limit);
    const some = items.slice(0, limit);
    const last = some.at(-1);
    return items.length > limit && last ? { items: some, next: last.id } : { items: some };
  }

  /**
   * Records what is desired from now on and raises the version. Answers the subscriber as it is then; `undefined` when
   * there is none, or when it is being deleted already.
   */
  async desire(
    id: string,
    change: { readonly desired: DesiredState; readonly status: SubscriberStatus; readonly disabledReason?: string },
    now: Date,
  ): Promise<Subscriber | undefined> {
    return this.#update(id, {
      UpdateExpression:
        'SET desired = :desired, #status = :status, updatedAt = :now, version = version + :one' +
        (change.disabledReason === undefined ? ' REMOVE disabledReason' : ', disabledReason = :reason'),
      ConditionExpression: 'attribute_exists(id) AND desired <> :deleted AND desired <> :desired',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: {
        ':desired': change.desired,
        ':status': change.status,
        ':now': now.toISOString(),
        ':one': 1,
        ':deleted': 'deleted',
        ...(change.disabledReason === undefined ? {} : { ':reason': change.disabledReason }),
      },
    });
  }

  /** Notes that what version `version` desired is in place, or why it is not. A newer version makes this moot. */
  async settle(id: string, version: number, status: SubscriberStatus, now: Date, failure?: Failure): Promise<void> {
    await this.#update(id, {
      UpdateExpression: `SET #status = :status, updatedAt = :now${failure ? ', failure = :failure' : ' REMOVE failure'}`,
      ConditionExpression: 'version = :version',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: {
        ':status': status,
        ':now': now.toISOString(),
        ':version': version,
        ...(failure ? { ':failure': failure } : {}),
      },
    });
  }

  async remove(id: string): Promise<void> {
    await this.#client.send(new DeleteCommand({ TableName: this.#table, Key: { id } }));
  }

  async #update(
    id: string,
    update: Omit<ConstructorParameters<typeof UpdateCommand>[0], 'TableName' | 'Key'>,
  ): Promise<Subscriber | undefined> {
    try {
      const answer = await this.#client.send(
        new UpdateCommand({ TableName: this.#table, Key: { id }, ReturnValues: 'ALL_NEW', ...update }),
      );
      return answer.Attributes && toSubscriber(answer.Attributes);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }
}

function matches(subscriber: Subscriber, { tenant, status, q }: SubscriberFilter): boolean {
  const text = `${subscriber.name}\n${subscriber.url}`.toLowerCase();
  return (
    (tenant === undefined || subscriber.tenant === tenant) &&
    (status === undefined || subscriber.status === status) &&
    (q === undefined || text.includes(q.toLowerCase()))
  );
}

function toSubscriber(item: Record<string, unknown>): Subscriber {
  const { listing: _, ...subscriber } = item;
  return subscriber as unknown as Subscriber;
}
