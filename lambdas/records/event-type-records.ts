/** Where is the catalogue of event types kept? One partition, by name: it is read rarely and written by people. */

import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import type { EventType } from '../../core/event-type.ts';

/** The partition they share. */
const CATALOGUE = 'event-type';

export interface EventTypePage {
  readonly items: readonly EventType[];
  /** The name after which the next page begins; absent on the last. */
  readonly next?: string;
}

export class EventTypeRecords {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async get(name: string): Promise<EventType | undefined> {
    const answer = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: this.#key(name), ConsistentRead: true }),
    );
    return answer.Item && toEventType(answer.Item);
  }

  /** Stores it as it is. */
  async put(eventType: EventType): Promise<void> {
    await this.#client.send(
      new PutCommand({ TableName: this.#table, Item: { ...this.#key(eventType.name), ...eventType } }),
    );
  }

  /** Whether there was one. */
  async remove(name: string): Promise<boolean> {
    try {
      await this.#client.send(
        new DeleteCommand({
          TableName: this.#table,
          Key: this.#key(name),
          ConditionExpression: 'attribute_exists(catalogue)',
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  /** By name. One answer of DynamoDB ends at 1 MB, however few it holds by then. */
  async list(limit: number, after?: string): Promise<EventTypePage> {
    const items: EventType[] = [];
    let from: Record<string, unknown> | undefined = after === undefined ? undefined : this.#key(after);
    do {
      const answer = await this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          KeyConditionExpression: 'catalogue = :c',
          ExpressionAttributeValues: { ':c': CATALOGUE },
          Limit: limit + 1 - items.length,
          ExclusiveStartKey: from,
        }),
      );
      items.push(...(answer.Items ?? []).map(toEventType));
      from = answer.LastEvaluatedKey;
    } while (from && items.length <= limit);
    const some = items.slice(0, limit);
    const last = some.at(-1);
    return items.length > limit && last ? { items: some, next: last.name } : { items: some };
  }

  /** Which of these the catalogue knows: names, and prefixes (`invoice.*`) of a name in it. */
  async known(wanted: readonly string[]): Promise<Set<string>> {
    const found = await Promise.all(wanted.map(async (type) => ((await this.#isKnown(type)) ? [type] : [])));
    return new Set(found.flat());
  }

  async #isKnown(wanted: string): Promise<boolean> {
    const isPrefix = wanted.endsWith('.*');
    const { Count } = await this.#client.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: isPrefix ? 'catalogue = :c AND begins_with(#n, :n)' : 'catalogue = :c AND #n = :n',
        ExpressionAttributeNames: { '#n': 'name' },
        ExpressionAttributeValues: { ':c': CATALOGUE, ':n': isPrefix ? wanted.slice(0, -1) : wanted },
        Limit: 1,
        Select: 'COUNT',
      }),
    );
    return (Count ?? 0) > 0;
  }

  #key(name: string): { catalogue: string; name: string } {
    return { catalogue: CATALOGUE, name };
  }
}

function toEventType(item: Record<string, unknown>): EventType {
  const { catalogue: _, ...eventType } = item;
  return eventType as unknown as EventType;
}
