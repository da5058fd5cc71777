/** Where is the delivery log kept? One item a delivery, written as a whole; `delivery-lists.ts` reads it. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Delivery } from '../../core/delivery.ts';
import type { DeliveryKey } from './delivery-key.ts';
import { DeliveryLists } from './delivery-lists.ts';
import { readStored, type StoredDelivery, storedDelivery } from './stored-delivery.ts';
import { retryUnprocessed } from './unprocessed.ts';

export interface KeyedDelivery {
  readonly key: DeliveryKey;
  readonly delivery: Delivery;
}

export class DeliveryRecords extends DeliveryLists {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #retentionSeconds: number;

  constructor(client: DynamoDBDocumentClient, table: string, retentionDays: number) {
    super(client, table);
    this.#client = client;
    this.#table = table;
    // A day more: a replay of the oldest events may take hours, and must find out that they were delivered.
    this.#retentionSeconds = (retentionDays + 1) * 86_400;
  }

  /** Writes all in one call, at most 25. Throws when a part of them could not be written. */
  async put(entries: readonly KeyedDelivery[], now: Date): Promise<void> {
    if (entries.length === 0) return;
    const puts = entries.map(({ key, delivery }) => ({ PutRequest: { Item: this.#stored(key, delivery, now) } }));
    await retryUnprocessed({ [this.#table]: puts }, async (requests) => {
      const answer = await this.#client.send(new BatchWriteCommand({ RequestItems: requests }));
      return answer.UnprocessedItems;
    });
  }

  /**
   * Writes what became of a delivery; `false` when it is no longer as it was read. `was` is `undefined` where the log did
   * not know it.
   */
  replace(key: DeliveryKey, was: Delivery | undefined, now: Delivery): Promise<boolean> {
    const put = { TableName: this.#table, Item: this.#stored(key, now, new Date()), ...stillSo(was) };
    return ifStillSo(this.#client.send(new PutCommand(put)));
  }

  /** Writes a delivery anew, as `now` says and with all its keys, unless it has changed. It is kept no longer for that. */
  rewrite(stored: StoredDelivery, now = readStored(stored)): Promise<boolean> {
    const { pk, sk, expiresAt } = stored;
    const Item = storedDelivery({ pk, sk }, now, expiresAt);
    return ifStillSo(
      this.#client.send(new PutCommand({ TableName: this.#table, Item, ...stillSo(readStored(stored)) })),
    );
  }

  #stored(key: DeliveryKey, delivery: Delivery, now: Date): StoredDelivery {
    return storedDelivery(key, delivery, Math.floor(now.getTime() / 1000) + this.#retentionSeconds);
  }
}

/** Every attempt and every decision changes one of these. */
function stillSo(was: Delivery | undefined) {
  if (was === undefined) return { ConditionExpression: 'attribute_not_exists(pk)' };
  const { status, deliveredAt, deadAt, discardedAt, nextAttemptAt } = was;
  const fields = Object.entries({ status, deliveredAt, deadAt, discardedAt, nextAttemptAt });
  const known = fields.filter(([, value]) => value !== undefined);
  return {
    ConditionExpression: fields
      .map(([field, value]) => (value === undefined ? `attribute_not_exists(#${field})` : `#${field} = :${field}`))
      .join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(fields.map(([field]) => [`#${field}`, field])),
    ExpressionAttributeValues: Object.fromEntries(known.map(([field, value]) => [`:${field}`, value])),
  };
}

async function ifStillSo(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
