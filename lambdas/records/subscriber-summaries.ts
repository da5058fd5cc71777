/** What of many subscribers at once? How many there are of each status, and who some of them are. */
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { SUBSCRIBER_STATUSES, type Subscriber, type SubscriberStatus } from '../../core/subscriber.ts';
import { BY_STATUS_INDEX } from '../../core/table-indexes.ts';
import { retryUnprocessed } from './unprocessed.ts';

export type SubscriberSummary = Pick<Subscriber, 'id' | 'name' | 'tenant' | 'status'>;

export class SubscriberSummaries {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** Statuses that nobody has are left out. */
  async countByStatus(): Promise<Partial<Record<SubscriberStatus, number>>> {
    const counts = await Promise.all(
      SUBSCRIBER_STATUSES.map(async (status) => [status, await this.#count(status)] as const),
    );
    return Object.fromEntries(counts.filter(([, count]) => count > 0));
  }

  /** Those of these ids that exist, at most 100. */
  async of(ids: readonly string[]): Promise<Map<string, SubscriberSummary>> {
    const found = new Map<string, SubscriberSummary>();
    if (ids.length === 0) return found;
    const asked = { Keys: ids.map((id) => ({ id })), ...SUMMARY };
    await retryUnprocessed({ [this.#table]: asked }, async (requests) => {
      const answer = await this.#client.send(new BatchGetCommand({ RequestItems: requests }));
      const items = (answer.Responses?.[this.#table] ?? []) as SubscriberSummary[];
      for (const item of items) found.set(item.id, item);
      return answer.UnprocessedKeys;
    });
    return found;
  }

  async #count(status: SubscriberStatus): Promise<number> {
    let count = 0;
    let from: QueryCommandInput['ExclusiveStartKey'];
    do {
      const answer = await this.#client.send(
        new QueryCommand({
          ...{ TableName: this.#table, IndexName: BY_STATUS_INDEX, Select: 'COUNT', ExclusiveStartKey: from },
          KeyConditionExpression: '#status = :status',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':status': status },
        }),
      );
      count += answer.Count ?? 0;
      from = answer.LastEvaluatedKey;
    } while (from !== undefined);
    return count;
  }
}

const SUMMARY = {
  ProjectionExpression: '#id, #name, #tenant, #status',
  ExpressionAttributeNames: { '#id': 'id', '#name': 'name', '#tenant': 'tenant', '#status': 'status' },
};
