/** How does an event reach a rule's target, and what happens when it does not? */
import type { DatabaseSync } from 'node:sqlite';
import { AwsError } from '../aws/service.ts';

/** Where one rule sends its events, with the target's settings as `PutTargets` took them. */
export interface DeliverableTarget {
  readonly ruleArn: string;
  readonly id: string;
  /** The queue's ARN. For a dead letter it is the dead-letter queue's. */
  readonly arn: string;
  readonly SqsParameters?: { readonly MessageGroupId?: string };
  readonly RetryPolicy?: { readonly MaximumRetryAttempts?: number; readonly MaximumEventAgeInSeconds?: number };
  readonly DeadLetterConfig?: { readonly Arn?: string };
}

/**
 * Hands an event's JSON text to a target. A throw means it was not taken; `attributes` are message attributes
 * (strings), which only dead letters have.
 */
export type Deliver = (
  target: DeliverableTarget,
  event: string,
  attributes?: Readonly<Record<string, string>>,
) => Promise<void> | void;

export interface DeliveryOptions {
  readonly db: DatabaseSync;
  readonly deliver: Deliver;
  readonly now: () => number;
  /** Waits before the first, second… retry, in milliseconds; there are at most as many retries as waits. */
  readonly retryDelaysMs: readonly number[];
}

/**
 * The real service retries up to 185 times within 24 hours, by jittered exponential back-off. Here there are at most
 * five retries within about half a minute, fewer where the target's `RetryPolicy` says so.
 */
export const RETRY_DELAYS_MS: readonly number[] = [100, 400, 1_600, 6_400, 25_600];

const DEFAULT_EVENT_AGE_SECONDS = 86_400;

/** Why a delivery failed, in the codes of https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
interface Failure {
  readonly code: 'NO_PERMISSIONS' | 'NO_RESOURCE' | 'THROTTLING' | 'SDK_CLIENT_ERROR' | 'INTERNAL_ERROR';
  readonly message: string;
}

interface Delivery {
  readonly target: DeliverableTarget;
  readonly event: string;
  /** Failed tries so far. */
  readonly attempts: number;
  readonly firstAt: number;
}

interface PendingRow {
  id: number;
  target: string;
  event: string;
  attempts: number;
  first_at: number;
}

/**
 * A delivery's life. Whoever published hears of success only when the event is delivered, dead-lettered, dropped as
 * the rule says, or on disk as pending.
 *
 *     try ──▶ delivered
 *      │ ▲
 *      │ └── due ── pending ◀── retriable, tries and time left ──┐
 *      └── fails ────────────────────────────────────────────────┤
 *                   dead-letter queue, or dropped without one ◀──┘ otherwise
 */
export class Deliveries {
  private readonly options: DeliveryOptions;
  private timer: NodeJS.Timeout | undefined;
  private retrying: Promise<void> = Promise.resolve();
  private isStopped = false;

  constructor(options: DeliveryOptions) {
    this.options = options;
    this.schedule();
  }

  /** Tries once; a failure is dealt with, never thrown. */
  async send(target: DeliverableTarget, event: string): Promise<void> {
    const delivery = { target, event, attempts: 0, firstAt: this.options.now() };
    const failure = await this.attempt(delivery);
    if (!failure) return;
    const dueAt = this.nextTry(delivery, failure);
    if (dueAt === undefined) return this.giveUp(delivery, failure);
    this.options.db
      .prepare('INSERT INTO pending (target, event, attempts, first_at, due_at) VALUES (?, ?, 1, ?, ?)')
      .run(JSON.stringify(target), event, delivery.firstAt, dueAt);
    this.schedule();
  }

  /** Ends the retries; what is pending goes on at the next start. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.retrying;
  }

  private schedule(): void {
    clearTimeout(this.timer);
    const next = this.options.db.prepare('SELECT min(due_at) AS due_at FROM pending').get()?.due_at;
    if (this.isStopped || typeof next !== 'number') return;
    this.timer = setTimeout(() => this.retryDue(), Math.max(0, next - this.options.now())).unref();
  }

  private retryDue(): void {
    this.retrying = this.retrying
      .then(() => this.retryAllDue())
      .catch((error: unknown) => report('a retry failed', error))
      .then(() => this.schedule());
  }

  private async retryAllDue(): Promise<void> {
    const { db, now } = this.options;
    const due = db.prepare('SELECT * FROM pending WHERE due_at <= ? ORDER BY due_at, id').all(now());
    for (const row of due as unknown as PendingRow[]) {
      if (this.isStopped) return;
      await this.retry(row);
    }
  }

  private async retry(row: PendingRow): Promise<void> {
    const { db } = this.options;
    const target = JSON.parse(row.target) as DeliverableTarget;
    const delivery = { target, event: row.event, attempts: row.attempts, firstAt: row.first_at };
    const failure = await this.attempt(delivery);
    const dueAt = failure && this.nextTry(delivery, failure);
    if (dueAt !== undefined) {
      db.prepare('UPDATE pending SET attempts = attempts + 1, due_at = ? WHERE id = ?').run(dueAt, row.id);
      return;
    }
    if (failure) await this.giveUp(delivery, failure);
    db.prepare('DELETE FROM pending WHERE id = ?').run(row.id);
  }

  private async attempt({ target, event }: Delivery): Promise<Failure | undefined> {
    try {
      await this.options.deliver(target, event);
      return undefined;
    } catch (error) {
      return failureOf(error);
    }
  }

  /** When to try again after a failure, in milliseconds; undefined when the delivery is given up. */
  private nextTry(delivery: Delivery, failure: Failure): number | undefined {
    if (!isRetriable(failure) || exhausted(delivery, this.options)) return undefined;
    return this.options.now() + (this.options.retryDelaysMs[delivery.attempts] ?? 0);
  }

  private async giveUp(delivery: Delivery, failure: Failure): Promise<void> {
    const { target, event, attempts } = delivery;
    const queue = target.DeadLetterConfig?.Arn;
    if (queue === undefined)
      return report(`${target.ruleArn} drops an event without a dead-letter queue`, failure.message);
    const condition = isRetriable(failure) ? exhausted(delivery, this.options) : undefined;
    const attributes = {
      RULE_ARN: target.ruleArn,
      TARGET_ARN: target.arn,
      ERROR_CODE: failure.code,
      ERROR_MESSAGE: failure.message,
      RETRY_ATTEMPTS: String(attempts),
      ...(condition ? { EXHAUSTED_RETRY_CONDITION: condition } : {}),
    };
    const { ruleArn, id } = target;
    try {
      await this.options.deliver({ ruleArn, id, arn: queue }, event, attributes);
    } catch (error) {
      report(`${ruleArn} drops an event its dead-letter queue does not take`, error);
    }
  }
}

function exhausted({ target, attempts, firstAt }: Delivery, { now, retryDelaysMs }: DeliveryOptions) {
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds = DEFAULT_EVENT_AGE_SECONDS } = target.RetryPolicy ?? {};
  const retries = Math.min(MaximumRetryAttempts ?? retryDelaysMs.length, retryDelaysMs.length);
  if (attempts >= retries) return 'MaximumRetryAttempts';
  return now() - firstAt >= MaximumEventAgeInSeconds * 1_000 ? 'MaximumEventAgeInSeconds' : undefined;
}

function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof AwsError)) return { code: 'INTERNAL_ERROR', message };
  if (/AccessDenied|NotAuthorized/.test(error.code)) return { code: 'NO_PERMISSIONS', message };
  if (/NonExistent|DoesNotExist|NotFound/.test(error.code)) return { code: 'NO_RESOURCE', message };
  if (/Throttl/.test(error.code)) return { code: 'THROTTLING', message };
  return { code: error.status < 500 ? 'SDK_CLIENT_ERROR' : 'INTERNAL_ERROR', message };
}

/** Missing permissions, a missing queue or a refused message stay so however often one tries. */
function isRetriable({ code }: Failure): boolean {
  return code === 'INTERNAL_ERROR' || code === 'THROTTLING';
}

function report(what: string, error: unknown): void {
  process.stderr.write(`local EventBridge: ${what}: ${error instanceof Error ? error.message : String(error)}\n`);
}
