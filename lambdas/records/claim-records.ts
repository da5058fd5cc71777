/**
 * Who works on a delivery? A claim is a conditional insert with a lease; a whole batch is claimed in one call. Claims
 * outlive the queue's and the dead-letter queue's 14 days together, so that a late redrive still meets its claim.
 */
import {
  BatchExecuteStatementCommand,
  BatchGetCommand,
  type DynamoDBDocumentClient,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import type { DeliveryKey } from './delivery-records.ts';
import { retryUnprocessed } from './unprocessed.ts';

const RETENTION_SECONDS = 31 * 86_400;

export interface ClaimRequest {
  readonly eventId: string;
  readonly subscriberId: string;
  readonly key: DeliveryKey;
}

export interface HeldClaim extends ClaimRequest {
  readonly leaseUntilMs: number;
}

/** A statement of a batch that failed for another reason than its condition. */
export class ClaimFault extends Error {}

type Statement = { Statement: string; Parameters: unknown[] };
type StatementError = { Code?: string | undefined; Message?: string | undefined };

export class ClaimRecords {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** Inserts the claims that nobody has yet. Answers, in order, whether each is ours. At most 25, all different. */
  async insert(requests: readonly ClaimRequest[], leaseUntilMs: number, nowMs: number): Promise<boolean[]> {
    const statements = requests.map(({ eventId, subscriberId, key }) => ({
      Statement:
        `INSERT INTO "${this.#table}" VALUE ` +
        `{'eventId':?,'subscriberId':?,'leaseUntilMs':?,'deliveryPk':?,'deliverySk':?,'expiresAt':?}`,
      Parameters: [eventId, subscriberId, leaseUntilMs, key.pk, key.sk, expiry(nowMs)],
    }));
    return this.#conditional(statements, 'DuplicateItem');
  }

  /** Takes over claims as they were read. Answers, in order, whether each is ours now. */
  async takeOver(held: readonly HeldClaim[], leaseUntilMs: number): Promise<boolean[]> {
    const statements = held.map((claim) => this.#setLease(claim, claim.leaseUntilMs, leaseUntilMs));
    return this.#conditional(statements, 'ConditionalCheckFailed');
  }

  /** Lets go of claims before their lease ends, so that the next attempt need not wait for it. */
  async release(requests: readonly ClaimRequest[], leaseUntilMs: number): Promise<void> {
    const statements = requests.map((claim) => this.#setLease(claim, leaseUntilMs, 0));
    await this.#conditional(statements, 'ConditionalCheckFailed');
  }

  /** The claims among these that exist, read consistently. */
  async get(requests: readonly ClaimRequest[]): Promise<HeldClaim[]> {
    if (requests.length === 0) return [];
    const found: HeldClaim[] = [];
    const keys = requests.map(({ eventId, subscriberId }) => ({ eventId, subscriberId }));
    await retryUnprocessed({ [this.#table]: { Keys: keys, ConsistentRead: true } }, async (batch) => {
      const answer = await this.#client.send(new BatchGetCommand({ RequestItems: batch }));
      found.push(...(answer.Responses?.[this.#table] ?? []).map(toClaim));
      return answer.UnprocessedKeys;
    });
    return found;
  }

  /** Everyone an event went to. */
  async ofEvent(eventId: string): Promise<HeldClaim[]> {
    const found: HeldClaim[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const answer = await this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          KeyConditionExpression: 'eventId = :id',
          ExpressionAttributeValues: { ':id': eventId },
          ExclusiveStartKey: from,
        }),
      );
      found.push(...(answer.Items ?? []).map(toClaim));
      from = answer.LastEvaluatedKey;
    } while (from);
    return found;
  }

  /** Only if it is still as it was. */
  #setLease({ eventId, subscriberId }: ClaimRequest, fromMs: number, toMs: number): Statement {
    return {
      Statement: `UPDATE "${this.#table}" SET leaseUntilMs=? WHERE eventId=? AND subscriberId=? AND leaseUntilMs=?`,
      Parameters: [toMs, eventId, subscriberId, fromMs],
    };
  }

  async #conditional(statements: readonly Statement[], refusal: string): Promise<boolean[]> {
    if (statements.length === 0) return [];
    const answer = await this.#client.send(new BatchExecuteStatementCommand({ Statements: [...statements] }));
    return (answer.Responses ?? []).map(({ Error: error }) => held(error, refusal));
  }
}

function held(error: StatementError | undefined, refusal: string): boolean {
  if (error === undefined) return true;
  if (error.Code === refusal) return false;
  throw new ClaimFault(`DynamoDB could not claim: ${error.Code}: ${error.Message}`);
}

function expiry(nowMs: number): number {
  return Math.floor(nowMs / 1000) + RETENTION_SECONDS;
}

interface StoredClaim {
  readonly eventId: string;
  readonly subscriberId: string;
  readonly leaseUntilMs: number;
  readonly deliveryPk: string;
  readonly deliverySk: string;
}

function toClaim(item: Record<string, unknown>): HeldClaim {
  const { eventId, subscriberId, leaseUntilMs, deliveryPk, deliverySk } = item as unknown as StoredClaim;
  return { eventId, subscriberId, leaseUntilMs, key: { pk: deliveryPk, sk: deliverySk } };
}
