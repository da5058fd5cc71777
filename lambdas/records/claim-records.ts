/**
 * Who works on a delivery? A claim is a conditional insert with a lease; a whole batch is claimed in one call. Claims
 * outlive the queue's and the dead-letter queue's 14 days together, so that a late redrive still meets its claim.
 */
import {
  BatchExecuteStatementCommand,
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import type { DeliveryKey } from './delivery-key.ts';
import { retryUnprocessed } from './unprocessed.ts';

const RETENTION_SECONDS = 31 * 86_400;

export interface ClaimRequest {
  readonly eventId: string;
  readonly subscriberId: string;
  readonly key: DeliveryKey;
}

export interface HeldClaim extends ClaimRequest {
  readonly leaseUntilMs: number;
  /** When a puller was handed it; 0 while a push holds it. */
  readonly handedOutAtMs: number;
}

/** How a claim is to be held. */
export interface Lease {
  readonly untilMs: number;
  /** Given where a puller is handed it now. */
  readonly handedOutAtMs?: number | undefined;
}

export interface ClaimPage {
  readonly items: readonly HeldClaim[];
  /** The subscriber after whom the next page begins; absent on the last. */
  readonly next?: string;
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
  async insert(requests: readonly ClaimRequest[], lease: Lease, nowMs: number): Promise<boolean[]> {
    const statements = requests.map(({ eventId, subscriberId, key }) => ({
      Statement:
        `INSERT INTO "${this.#table}" VALUE ` +
        `{'eventId':?,'subscriberId':?,'leaseUntilMs':?,'deliveryPk':?,'deliverySk':?,'expiresAt':?}`,
      Parameters: [eventId, subscriberId, storedLease(lease), key.pk, key.sk, expiry(nowMs)],
    }));
    return this.#conditional(statements, 'DuplicateItem');
  }

  /** Takes over claims as they were read. Answers, in order, whether each is ours now. */
  async takeOver(held: readonly HeldClaim[], lease: Lease): Promise<boolean[]> {
    const statements = held.map((claim) => this.#setLease(claim, leaseOf(claim), lease));
    return this.#conditional(statements, 'ConditionalCheckFailed');
  }

  /**
   * Gives those who hold claims another end. Answers, in order, whether they held them still. What they say of a claim is
   * only believed as far as the record says so too, the log record it names included.
   */
  async extend(held: readonly HeldClaim[], untilMs: number): Promise<boolean[]> {
    const statements = held.map((claim) => {
      const { Statement, Parameters } = this.#setLease(claim, leaseOf(claim), { ...leaseOf(claim), untilMs });
      return { Statement: `${Statement} AND deliverySk=?`, Parameters: [...Parameters, claim.key.sk] };
    });
    return this.#conditional(statements, 'ConditionalCheckFailed');
  }

  /** Lets go of claims before their lease ends, so that the next attempt need not wait for it. */
  async release(requests: readonly ClaimRequest[], lease: Lease): Promise<void> {
    const statements = requests.map((claim) => this.#setLease(claim, lease, { untilMs: 0 }));
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

  /** One claim, read consistently. */
  async find({
    eventId,
    subscriberId,
  }: Pick<ClaimRequest, 'eventId' | 'subscriberId'>): Promise<HeldClaim | undefined> {
    const answer = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: { eventId, subscriberId }, ConsistentRead: true }),
    );
    return answer.Item && toClaim(answer.Item);
  }

  /** Those an event went to, by their ids, at most `limit` of them after `after`. */
  async ofEvent(eventId: string, limit: number, after?: string): Promise<ClaimPage> {
    const answer = await this.#client.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'eventId = :id',
        ExpressionAttributeValues: { ':id': eventId },
        Limit: limit,
        ...(after === undefined ? {} : { ExclusiveStartKey: { eventId, subscriberId: after } }),
      }),
    );
    const items = (answer.Items ?? []).map(toClaim);
    const next = answer.LastEvaluatedKey?.subscriberId as string | undefined;
    return next === undefined ? { items } : { items, next };
  }

  /** Only if it is still as it was. */
  #setLease({ eventId, subscriberId }: ClaimRequest, from: Lease, to: Lease): Statement {
    return {
      Statement: `UPDATE "${this.#table}" SET leaseUntilMs=? WHERE eventId=? AND subscriberId=? AND leaseUntilMs=?`,
      Parameters: [storedLease(to), eventId, subscriberId, storedLease(from)],
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
  /** The lease's end; while a puller has it a text, with when it was handed it after an `@`. */
  readonly leaseUntilMs: number | string;
  readonly deliveryPk: string;
  readonly deliverySk: string;
}

/** One attribute says all of a lease, so that one assignment changes it: how several are written, dialects differ on. */
function storedLease({ untilMs, handedOutAtMs = 0 }: Lease): number | string {
  return handedOutAtMs === 0 ? untilMs : `${untilMs}@${handedOutAtMs}`;
}

function leaseOf({ leaseUntilMs, handedOutAtMs }: HeldClaim): Lease {
  return { untilMs: leaseUntilMs, handedOutAtMs };
}

function toClaim(item: Record<string, unknown>): HeldClaim {
  const {
    eventId,
    subscriberId,
    leaseUntilMs: stored,
    deliveryPk: pk,
    deliverySk: sk,
  } = item as unknown as StoredClaim;
  const [leaseUntilMs = 0, handedOutAtMs = 0] = String(stored).split('@').map(Number);
  return { eventId, subscriberId, leaseUntilMs, handedOutAtMs, key: { pk, sk } };
}
