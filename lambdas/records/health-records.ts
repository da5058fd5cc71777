/** Which endpoints fail now? Only those have a record. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { EndpointHealth } from '../../core/endpoint-health.ts';
import { retryUnprocessed } from './unprocessed.ts';

/** Longer than the longest wait between two attempts: a day, and its jitter. Of what nobody has called since, nothing is known. */
const RETENTION_SECONDS = 2 * 86_400;

type StoredHealth = EndpointHealth & { readonly expiresAt: number };

export type Replacement =
  | { readonly isDone: true }
  /** Others were faster: it is so now. */
  | { readonly isDone: false; readonly current: EndpointHealth | undefined };

export class HealthRecords {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** Of an endpoint that fails, as somebody saw it a moment ago; `undefined` of one that does not. */
  async get(subscriberId: string): Promise<EndpointHealth | undefined> {
    return this.#read(subscriberId, false);
  }

  /** Which of these fail? By the subscriber's id; at most 100. */
  async of(subscriberIds: readonly string[]): Promise<Map<string, EndpointHealth>> {
    const found = new Map<string, EndpointHealth>();
    if (subscriberIds.length === 0) return found;
    const keys = subscriberIds.map((subscriberId) => ({ subscriberId }));
    await retryUnprocessed({ [this.#table]: { Keys: keys } }, async (requests) => {
      const answer = await this.#client.send(new BatchGetCommand({ RequestItems: requests }));
      for (const item of answer.Responses?.[this.#table] ?? []) {
        const health = readStored(item as StoredHealth);
        if (health) found.set(health.subscriberId, health);
      }
      return answer.UnprocessedKeys;
    });
    return found;
  }

  /** Some of the endpoints that fail. */
  async failing(limit: number): Promise<EndpointHealth[]> {
    const found: EndpointHealth[] = [];
    let from: ScanCommandInput['ExclusiveStartKey'];
    do {
      const answer = await this.#client.send(new ScanCommand({ TableName: this.#table, ExclusiveStartKey: from }));
      found.push(...(answer.Items ?? []).flatMap((item) => readStored(item as StoredHealth) ?? []));
      from = answer.LastEvaluatedKey;
    } while (from !== undefined && found.length < limit);
    return found.slice(0, limit);
  }

  /** Writes what is known now, or that all is well, if what is known is still what it was. */
  async replace(
    subscriberId: string,
    was: EndpointHealth | undefined,
    now: EndpointHealth | undefined,
  ): Promise<Replacement> {
    try {
      await (now ? this.#put(was, now) : this.#delete(subscriberId, was));
      return { isDone: true };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { isDone: false, current: await this.#read(subscriberId, true) };
    }
  }

  async #put(was: EndpointHealth | undefined, now: EndpointHealth): Promise<void> {
    const expiresAt = Math.floor(Date.parse(now.lastFailureAt) / 1000) + RETENTION_SECONDS;
    const Item: StoredHealth = { ...now, expiresAt };
    await this.#client.send(new PutCommand({ TableName: this.#table, Item, ...stillSo(was) }));
  }

  async #delete(subscriberId: string, was: EndpointHealth | undefined): Promise<void> {
    await this.#client.send(new DeleteCommand({ TableName: this.#table, Key: { subscriberId }, ...stillSo(was) }));
  }

  async #read(subscriberId: string, ConsistentRead: boolean): Promise<EndpointHealth | undefined> {
    const answer = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: { subscriberId }, ConsistentRead }),
    );
    return answer.Item && readStored(answer.Item as StoredHealth);
  }
}

/** Each failed attempt raises the count: no two states are alike. */
function stillSo(was: EndpointHealth | undefined) {
  if (!was) {
    return {
      ConditionExpression: 'attribute_not_exists(subscriberId) OR expiresAt < :now',
      ExpressionAttributeValues: { ':now': nowSeconds() },
    };
  }
  return {
    ConditionExpression: 'failingSince = :since AND failures = :failures',
    ExpressionAttributeValues: { ':since': was.failingSince, ':failures': was.failures },
  };
}

/** DynamoDB may take two days to remove what is over. */
function readStored({ expiresAt, ...health }: StoredHealth): EndpointHealth | undefined {
  return expiresAt < nowSeconds() ? undefined : health;
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
