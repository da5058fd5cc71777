/** Where are subscribers kept? Every change of what is desired raises `version`; the table's stream tells `provision`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Drift, Failure, Subscriber, SubscriberStatus } from '../../core/subscriber.ts';
import { LISTING_INDEX } from '../../core/table-indexes.ts';
import { sealedByKms } from '../secrets/sealed-text.ts';

/** The partition all of them share in that index. */
const LISTING = 'subscriber';

export interface SubscriberFilter {
  readonly tenant?: string | undefined;
  readonly status?: string | undefined;
  /** A part of the name or the URL, in any case. */
  readonly q?: string | undefined;
}

/** What is remembered of a registration that came with an idempotency key. Not a subscriber: no list shows it. */
export interface RegistrationNote {
  /** The digest of the key. */
  readonly id: `registration#${string}`;
  readonly subscriberId: string;
  /** The digest of what was asked. */
  readonly asked: string;
  /** The secret that was answered, sealed for whoever has the key. */
  readonly sealedSecret?: string;
  /** Seconds since the epoch, for TTL. */
  readonly expiresAt: number;
}

/** Fields of a subscriber to set; those that are `undefined` are removed. */
export type SubscriberEdit = { readonly [F in keyof Subscriber]?: Subscriber[F] | undefined };

/** So often a change is tried again that others overtook, each time after a little longer and by chance. */
const CHANGE_ROUNDS = 12;
const PAUSE_MS = 15;

/** Others changed the subscriber each time in between. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

export interface SubscriberPage {
  readonly items: readonly Subscriber[];
  /** The id after which the next page begins; absent on the last. */
  readonly next?: string;
}

type UpdateParts = Omit<ConstructorParameters<typeof UpdateCommand>[0], 'TableName' | 'Key'>;

export class SubscriberRecords {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async create(subscriber: Subscriber): Promise<void> {
    await this.#client.send(new PutCommand(this.#creation(subscriber)));
  }

  /** Creates it with the note of the key it was asked with; `false` when that key has been used already. */
  async createOnce(subscriber: Subscriber, note: RegistrationNote): Promise<boolean> {
    const noted = {
      TableName: this.#table,
      Item: note,
      ConditionExpression: 'attribute_not_exists(id) OR expiresAt < :now',
      ExpressionAttributeValues: { ':now': Math.floor(Date.parse(subscriber.createdAt) / 1000) },
    };
    try {
      const items = [{ Put: this.#creation(subscriber) }, { Put: noted }];
      await this.#client.send(new TransactWriteCommand({ TransactItems: items }));
      return true;
    } catch (error) {
      const [, reason] = (error instanceof TransactionCanceledException && error.CancellationReasons) || [];
      if (reason?.Code === 'ConditionalCheckFailed' || reason?.Code === 'TransactionConflict') return false;
      throw error;
    }
  }

  async registrationNote(id: RegistrationNote['id']): Promise<RegistrationNote | undefined> {
    const answer = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: { id }, ConsistentRead: true }),
    );
    return answer.Item as RegistrationNote | undefined;
  }

  #creation(subscriber: Subscriber) {
    return {
      TableName: this.#table,
      Item: { ...subscriber, listing: LISTING },
      ConditionExpression: 'attribute_not_exists(id)',
    };
  }

  /** Read consistently: what was just stored is seen. */
  async get(id: string): Promise<Subscriber | undefined> {
    const answer = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: { id }, ConsistentRead: true }),
    );
    return answer.Item && toSubscriber(answer.Item);
  }

  /** Oldest first. Reads on until the page is full or there are no more; `limit` may be infinite. */
  async list(filter: SubscriberFilter, limit: number, after?: string): Promise<SubscriberPage> {
    // A filter leaves some of what is read only; and who wants all of them takes all that an answer holds.
    const isMuch = limit === Number.POSITIVE_INFINITY || Object.values(filter).some((value) => value !== undefined);
    const items: Subscriber[] = [];
    let from = after;
    do {
      const answer = await this.#client.send(
        new QueryCommand({
          ...{ TableName: this.#table, IndexName: LISTING_INDEX },
          // One more tells whether another page follows.
          Limit: isMuch ? undefined : limit + 1 - items.length,
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
   * Changes a subscriber as `edit` says, seeing it as it is, and raises its version; `edit` is asked again when somebody
   * else was faster. Answers the subscriber as it is then, unchanged where `edit` wants nothing; `undefined` when there
   * is none. What `edit` throws is thrown.
   */
  async change(
    id: string,
    edit: (current: Subscriber) => SubscriberEdit | undefined | Promise<SubscriberEdit | undefined>,
    now: Date,
  ): Promise<Subscriber | undefined> {
    for (let round = 0; round < CHANGE_ROUNDS; round++) {
      if (round > 0) await sleep(Math.random() * PAUSE_MS * round);
      const current = await this.get(id);
      const wanted = current && (await edit(current));
      if (!current || !wanted) return current;
      const changed = await this.#update(id, updateOf(wanted, current.version, now));
      if (changed) return changed;
    }
    throw new Overtaken(`The subscriber ${id} was changed by others ${CHANGE_ROUNDS} times in between.`);
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

  /** Notes what the sweep found; `false` when the subscriber is no longer as it was then. */
  async noteDrift({ id, version, status }: Subscriber, drift: Drift): Promise<boolean> {
    const noted = await this.#update(id, {
      UpdateExpression: 'SET drift = :drift',
      ConditionExpression: 'version = :version AND #status = :status',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':drift': drift, ':version': version, ':status': status },
    });
    return noted !== undefined;
  }

  /** Notes that CloudFormation knows of it. */
  async noteDeclared(id: string, now: Date): Promise<void> {
    await this.#update(id, {
      UpdateExpression: 'SET declaredAt = :now',
      ConditionExpression: 'attribute_exists(id)',
      ExpressionAttributeValues: { ':now': now.toISOString() },
    });
  }

  async remove(id: string): Promise<void> {
    await this.#client.send(new DeleteCommand({ TableName: this.#table, Key: { id } }));
  }

  async #update(id: string, update: UpdateParts): Promise<Subscriber | undefined> {
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

function updateOf(edit: SubscriberEdit, version: number, now: Date): UpdateParts {
  const fields = Object.entries({ ...edit, updatedAt: now.toISOString(), version: version + 1 });
  const set = fields.filter(([, value]) => value !== undefined);
  const removed = fields.filter(([, value]) => value === undefined);
  const remove = removed.length === 0 ? '' : ` REMOVE ${removed.map(([field]) => `#${field}`).join(', ')}`;
  return {
    UpdateExpression: `SET ${set.map(([field]) => `#${field} = :${field}`).join(', ')}${remove}`,
    ConditionExpression: '#version = :current',
    ExpressionAttributeNames: Object.fromEntries(fields.map(([field]) => [`#${field}`, field])),
    ExpressionAttributeValues: {
      ':current': version,
      ...Object.fromEntries(set.map(([field, value]) => [`:${field}`, value])),
    },
  };
}

function matches(subscriber: Subscriber, { tenant, status, q }: SubscriberFilter): boolean {
  const text = `${subscriber.name}\n${subscriber.url ?? ''}`.toLowerCase();
  return (
    (tenant === undefined || subscriber.tenant === tenant) &&
    (status === undefined || subscriber.status === status) &&
    (q === undefined || text.includes(q.toLowerCase()))
  );
}

function toSubscriber(item: Record<string, unknown>): Subscriber {
  const { listing: _, encryptedSecrets, ...subscriber } = item as unknown as StoredSubscriber;
  if (encryptedSecrets === undefined || subscriber.secrets) return subscriber;
  const { createdAt } = subscriber;
  return { ...subscriber, secrets: encryptedSecrets.map((text) => ({ sealed: sealedByKms(text), createdAt })) };
}

/** Subscribers of the first version have their secrets as KMS's own ciphertext, until they rotate. */
type StoredSubscriber = Subscriber & { readonly listing: string; readonly encryptedSecrets?: readonly string[] };
