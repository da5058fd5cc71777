/** Where do a rule's events go? */
import type { DatabaseSync } from 'node:sqlite';
import { AwsError, type Json } from '../aws/service.ts';
import type { DeliverableTarget } from './delivery.ts';
import { busName, invalid, limitExceeded, list, onlyParameters, page, ruleArn, ruleName, text } from './request.ts';
import type { RuleRow } from './rules.ts';

const MAX_TARGETS = 5;
/** Targets in one request; https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html */
const MAX_ENTRIES = 100;
const QUEUE_ARN = /^arn:aws:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,80}(\.fifo)?$/;
const RETRY_LIMITS = { MaximumRetryAttempts: [0, 185], MaximumEventAgeInSeconds: [60, 86_400] } as const;

interface TargetRow {
  id: string;
  arn: string;
  settings: string;
}

export class Targets {
  private readonly db: DatabaseSync;
  private readonly requireRule: (bus: string, name: string) => RuleRow;

  constructor(db: DatabaseSync, requireRule: (bus: string, name: string) => RuleRow) {
    this.db = db;
    this.requireRule = requireRule;
  }

  /** Adds targets, or replaces those with the same id. What cannot be added is told entry by entry. */
  put(input: Json): { bus: string; answer: Json } {
    onlyParameters(input, ['Rule', 'EventBusName', 'Targets']);
    const { bus, name } = this.rule(input);
    const entries = list(input, 'Targets', { max: MAX_ENTRIES });
    const ids = new Set([...this.ofRule(bus, name).map(({ id }) => id), ...entries.map(targetId)]);
    if (ids.size > MAX_TARGETS) limitExceeded(`${MAX_TARGETS} targets of a rule.`);
    const put = this.db.prepare('INSERT OR REPLACE INTO targets VALUES (?, ?, ?, ?, ?)');
    return {
      bus,
      answer: eachEntry(entries, targetId, (entry) => {
        const { Id, Arn, ...settings } = checked(entry);
        put.run(bus, name, targetId(entry), String(Arn), JSON.stringify(settings));
      }),
    };
  }

  list(input: Json): Json {
    onlyParameters(input, ['Rule', 'EventBusName', 'Limit', 'NextToken']);
    const { bus, name } = this.rule(input);
    const { shown, ...more } = page(this.ofRule(bus, name), ({ id }) => id, input);
    return {
      Targets: shown.map(({ id, arn, settings }) => ({ Id: id, Arn: arn, ...(JSON.parse(settings) as Json) })),
      ...more,
    };
  }

  remove(input: Json): { bus: string; answer: Json } {
    onlyParameters(input, ['Rule', 'EventBusName', 'Ids', 'Force']);
    const { bus, name } = this.rule(input);
    const remove = this.db.prepare('DELETE FROM targets WHERE bus = ? AND rule = ? AND id = ?');
    const ids = list(input, 'Ids', { max: MAX_ENTRIES }) as unknown[];
    const answer = eachEntry(ids, String, (id) => {
      if (remove.run(bus, name, String(id)).changes > 0) return;
      throw new AwsError('ResourceNotFoundException', `Rule ${name} does not have a target ${id}.`);
    });
    return { bus, answer };
  }

  deliverable(bus: string, rule: string): DeliverableTarget[] {
    return this.ofRule(bus, rule).map(({ id, arn, settings }) => ({
      ruleArn: ruleArn(bus, rule),
      id,
      arn,
      ...(JSON.parse(settings) as Pick<DeliverableTarget, 'SqsParameters' | 'RetryPolicy' | 'DeadLetterConfig'>),
    }));
  }

  private ofRule(bus: string, rule: string): TargetRow[] {
    const rows = this.db.prepare('SELECT id, arn, settings FROM targets WHERE bus = ? AND rule = ? ORDER BY id');
    return rows.all(bus, rule) as unknown as TargetRow[];
  }

  private rule(input: Json): RuleRow {
    return this.requireRule(busName(input), ruleName(input, 'Rule'));
  }
}

/** Does `act` for each entry; a refused one is listed in `FailedEntries` and holds up no other. */
function eachEntry<T>(entries: readonly T[], idOf: (entry: T) => string, act: (entry: T) => void): Json {
  const FailedEntries: Json[] = [];
  for (const entry of entries) {
    try {
      act(entry);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      FailedEntries.push({ TargetId: idOf(entry), ErrorCode: error.code, ErrorMessage: error.message });
    }
  }
  return { FailedEntryCount: FailedEntries.length, FailedEntries };
}

function targetId(target: Json): string {
  return text(target, 'Id', { maxLength: 64, pattern: /^[.\-_A-Za-z0-9]+$/ });
}

function checked(target: Json): Json {
  const id = targetId(target);
  onlyParameters(target, ['Id', 'Arn', 'SqsParameters', 'RetryPolicy', 'DeadLetterConfig'], `target ${id}`);
  const arn = text(target, 'Arn', { maxLength: 1600 });
  if (!QUEUE_ARN.test(arn)) invalid(`Target ${id} is not an SQS queue: the local EventBridge delivers to queues only.`);
  if (arn.endsWith('.fifo') && !target.SqsParameters) {
    invalid(`Parameter(s) SqsParameters must be specified for target: ${id}.`);
  }
  checkSettings(id, target);
  return target;
}

function checkSettings(id: string, { SqsParameters, RetryPolicy, DeadLetterConfig }: Json): void {
  if (SqsParameters) {
    onlyParameters(SqsParameters as Json, ['MessageGroupId'], `SqsParameters of target ${id}`);
    text(SqsParameters as Json, 'MessageGroupId', { maxLength: 100 });
  }
  if (RetryPolicy) {
    onlyParameters(RetryPolicy as Json, Object.keys(RETRY_LIMITS), `RetryPolicy of target ${id}`);
    for (const [key, [least, most]] of Object.entries(RETRY_LIMITS)) {
      const value = (RetryPolicy as Json)[key] ?? least;
      if (!(Number.isInteger(value) && Number(value) >= least && Number(value) <= most)) {
        invalid(`Parameter ${key} is not valid for target ${id}. Reason: it must be between ${least} and ${most}.`);
      }
    }
  }
  if (DeadLetterConfig) {
    onlyParameters(DeadLetterConfig as Json, ['Arn'], `DeadLetterConfig of target ${id}`);
    const arn = text(DeadLetterConfig as Json, 'Arn', { maxLength: 1600 });
    if (!QUEUE_ARN.test(arn) || arn.endsWith('.fifo')) {
      invalid(`Parameter DeadLetterConfig is not valid for target ${id}. Reason: it must be a standard SQS queue.`);
    }
  }
}
