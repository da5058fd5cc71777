/**
 * Where are jobs kept? One item a job, and a lock for each subscriber whose dead letters one of them works on: both change
 * together, so that a lock never outlives its job. All expire after 60 days.
 */
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { isOver, type Job, type JobEnd, type JobStatus, type LetterJob, worksOnLetters } from '../../core/job.ts';
import { JobLists, readStoredJob } from './job-lists.ts';

const RETENTION_SECONDS = 60 * 86_400;

/** What a step may note of a job while it is under way; what is `undefined` is taken away. */
export type JobProgress<J extends Job> = {
  readonly [F in Exclude<keyof J, 'id' | 'kind' | 'subscriberId' | 'status' | 'createdAt'>]?: J[F] | undefined;
};

export interface JobEnding {
  readonly status: JobEnd;
  readonly failure?: string;
}

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

export class JobRecords extends JobLists {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    super(client, table);
    this.#client = client;
    this.#table = table;
  }

  /** A job that may run beside others of its subscriber: a replay. */
  async create(job: Job): Promise<void> {
    await this.#client.send(new PutCommand(this.#creation(job)));
  }

  /** Creates the job and takes its subscriber's lock. Answers the id of the job that has the lock, if another does. */
  async begin(job: LetterJob): Promise<string | undefined> {
    for (;;) {
      const held = await this.#lockOf(job.subscriberId);
      const holder = held === undefined ? undefined : await this.get(held);
      if (holder && !isOver(holder)) return holder.id;
      if (await this.#createLocked(job, held)) return undefined;
    }
  }

  /** Asks a job to end before its time. Answers it as it is then; `undefined` where it is over, or there is none. */
  cancel(id: string): Promise<Job | undefined> {
    return this.#set(id, { status: 'cancelling' });
  }

  /**
   * A step begins, and counts as a fault until `endStep` says otherwise: one that kills its function could not say so.
   * Answers the job; `undefined` where it is over, or there is none.
   */
  async beginStep(id: string, now: Date): Promise<Job | undefined> {
    const begun = await this.#update(id, {
      UpdateExpression:
        'SET faults = if_not_exists(faults, :none) + :one, startedAt = if_not_exists(startedAt, :now), steppedAt = :now',
      ExpressionAttributeValues: { ':none': 0, ':one': 1, ':now': now.toISOString() },
    });
    if (begun?.status !== 'queued') return begun;
    return (await this.#set(id, { status: 'running' }, ['queued'])) ?? (await this.get(id));
  }

  /** A step ended well, and the job goes on. */
  async endStep({ id }: Job): Promise<void> {
    await this.#set(id, { faults: 0, failure: undefined });
  }

  /** Why a step came to nothing. */
  async noteFault({ id }: Job, failure: string): Promise<void> {
    await this.#set(id, { failure });
  }

  /** Notes how far a job has come, and answers it as it is then: it may have been cancelled meanwhile. */
  async note<J extends Job>(job: J, progress: JobProgress<J>): Promise<J> {
    return ((await this.#set(job.id, progress)) as J | undefined) ?? job;
  }

  /** The job is over, and its subscriber's lock free. A job that is over stays as it is. */
  async end(job: Job, { status, failure }: JobEnding, now: Date): Promise<void> {
    const ending = changeOf({ status, failure, finishedAt: now.toISOString(), faults: undefined });
    const { id, subscriberId } = job;
    if (
      worksOnLetters(job) &&
      (await this.#transact([{ Update: this.#under(id, ending) }, this.#unlock(id, subscriberId)]))
    ) {
      return;
    }
    await this.#update(id, ending); // without a lock, or with one that is another's
  }

  async #lockOf(subscriberId: string): Promise<string | undefined> {
    const Key = { id: lockId(subscriberId) };
    const answer = await this.#client.send(new GetCommand({ TableName: this.#table, Key, ConsistentRead: true }));
    return answer.Item?.jobId as string | undefined;
  }

  #creation(job: Job) {
    return {
      TableName: this.#table,
      Item: { ...job, listing: job.kind, expiresAt: expiry(job) },
      ConditionExpression: 'attribute_not_exists(id)',
    };
  }

  /** `false` when somebody else has taken the lock that was free, or `held` by a job that is over. */
  #createLocked(job: LetterJob, held: string | undefined): Promise<boolean> {
    const lock = {
      TableName: this.#table,
      Item: { id: lockId(job.subscriberId), jobId: job.id, expiresAt: expiry(job) },
      ConditionExpression: held === undefined ? 'attribute_not_exists(id)' : 'jobId = :held',
      ...(held === undefined ? {} : { ExpressionAttributeValues: { ':held': held } }),
    };
    return this.#transact([{ Put: this.#creation(job) }, { Put: lock }]);
  }

  #unlock(jobId: string, subscriberId: string): TransactItem {
    return {
      Delete: {
        TableName: this.#table,
        Key: { id: lockId(subscriberId) },
        ConditionExpression: 'jobId = :id',
        ExpressionAttributeValues: { ':id': jobId },
      },
    };
  }

  /** All or nothing; `false` when a condition does not hold, or somebody else is changing the same. */
  async #transact(items: TransactItem[]): Promise<boolean> {
    try {
      await this.#client.send(new TransactWriteCommand({ TransactItems: items }));
      return true;
    } catch (error) {
      const reasons = (error instanceof TransactionCanceledException && error.CancellationReasons) || [];
      if (reasons.some(({ Code }) => Code === 'ConditionalCheckFailed' || Code === 'TransactionConflict')) return false;
      throw error;
    }
  }

  #set(
    id: string,
    fields: Partial<Record<string, unknown>>,
    statuses?: readonly JobStatus[],
  ): Promise<Job | undefined> {
    return this.#update(id, changeOf(fields), statuses);
  }

  async #update(id: string, change: Change, statuses?: readonly JobStatus[]): Promise<Job | undefined> {
    try {
      const update = { ...this.#under(id, change, statuses), ReturnValues: 'ALL_NEW' as const };
      const answer = await this.#client.send(new UpdateCommand(update));
      return answer.Attributes && readStoredJob(answer.Attributes);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  /** The change, made only while the job has one of these statuses. */
  #under(id: string, change: Change, statuses: readonly JobStatus[] = UNDER_WAY) {
    const names = statuses.map((_, at) => `:status${at}`);
    return {
      TableName: this.#table,
      Key: { id },
      ...change,
      ConditionExpression: `#status IN (${names.join(', ')})`,
      ExpressionAttributeNames: { ...change.ExpressionAttributeNames, '#status': 'status' },
      ExpressionAttributeValues: {
        ...change.ExpressionAttributeValues,
        ...Object.fromEntries(statuses.map((status, at) => [`:status${at}`, status])),
      },
    };
  }
}

const UNDER_WAY = ['queued', 'running', 'cancelling'] as const;

interface Change {
  readonly UpdateExpression: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, unknown>;
}

/** Sets fields; takes away those that are `undefined`. */
function changeOf(fields: Partial<Record<string, unknown>>): Change {
  const all = Object.entries(fields);
  const set = all.filter(([, value]) => value !== undefined);
  const gone = all.filter(([, value]) => value === undefined).map(([field]) => `#${field}`);
  const remove = gone.length === 0 ? '' : ` REMOVE ${gone.join(', ')}`;
  return {
    UpdateExpression: `SET ${set.map(([field]) => `#${field} = :${field}`).join(', ')}${remove}`,
    ExpressionAttributeNames: Object.fromEntries(all.map(([field]) => [`#${field}`, field])),
    ExpressionAttributeValues: Object.fromEntries(set.map(([field, value]) => [`:${field}`, value])),
  };
}

function lockId(subscriberId: string): string {
  return `working#${subscriberId}`;
}

function expiry({ createdAt }: Job): number {
  return Math.floor(Date.parse(createdAt) / 1000) + RETENTION_SECONDS;
}
