/** Which rules does a bus have, and what do they say? */
import type { DatabaseSync } from 'node:sqlite';
import { ACCOUNT, type Json } from '../aws/service.ts';
import { parsePattern } from './pattern.ts';
import {
  busName,
  invalid,
  limitExceeded,
  notFound,
  onlyParameters,
  optionalText,
  page,
  ruleArn,
  ruleName,
  text,
} from './request.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MAX_RULES = 300;
const MAX_WILDCARD_RULES = 30;
export const MAX_PATTERN_LENGTH = 4096;

export interface RuleRow {
  bus: string;
  name: string;
  pattern: string;
  state: 'ENABLED' | 'DISABLED';
  description: string | null;
  role_arn: string | null;
  uses_wildcard: number;
}

export class Rules {
  private readonly db: DatabaseSync;
  private readonly requireBus: (name: string) => void;

  constructor(db: DatabaseSync, requireBus: (name: string) => void) {
    this.db = db;
    this.requireBus = requireBus;
  }

  /** Creates a rule, or replaces all of it: what the request leaves out is gone. */
  put(input: Json): { arn: string; isNew: boolean; bus: string } {
    onlyParameters(input, ['Name', 'EventPattern', 'State', 'Description', 'RoleArn', 'EventBusName', 'Tags']);
    const rule = this.read(input);
    const isNew = this.find(rule.bus, rule.name) === undefined;
    this.checkLimits(rule, isNew);
    this.db
      .prepare('INSERT OR REPLACE INTO rules VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(rule.bus, rule.name, rule.pattern, rule.state, rule.description, rule.role_arn, rule.uses_wildcard);
    return { arn: ruleArn(rule.bus, rule.name), isNew, bus: rule.bus };
  }

  describe(input: Json): Json {
    onlyParameters(input, ['Name', 'EventBusName']);
    return { ...described(this.named(input)), CreatedBy: ACCOUNT };
  }

  list(input: Json): Json {
    onlyParameters(input, ['NamePrefix', 'EventBusName', 'Limit', 'NextToken']);
    const prefix = optionalText(input, 'NamePrefix', { maxLength: 64 }) ?? '';
    const named = this.ofBus(this.bus(input)).filter(({ name }) => name.startsWith(prefix));
    const { shown, ...more } = page(named, ({ name }) => name, input);
    return { Rules: shown.map(described), ...more };
  }

  namesByTarget(input: Json): Json {
    onlyParameters(input, ['TargetArn', 'EventBusName', 'Limit', 'NextToken']);
    const arn = text(input, 'TargetArn', { maxLength: 1600 });
    const rows = this.db
      .prepare('SELECT DISTINCT rule FROM targets WHERE bus = ? AND arn = ? ORDER BY rule')
      .all(this.bus(input), arn) as { rule: string }[];
    const { shown, ...more } = page(rows, ({ rule }) => rule, input);
    return { RuleNames: shown.map(({ rule }) => rule), ...more };
  }

  setState(input: Json, state: RuleRow['state']): { bus: string } {
    onlyParameters(input, ['Name', 'EventBusName']);
    const { bus, name } = this.named(input);
    this.db.prepare('UPDATE rules SET state = ? WHERE bus = ? AND name = ?').run(state, bus, name);
    return { bus };
  }

  /** Deletes a rule that has no targets; deleting what does not exist succeeds, as on AWS. */
  delete(input: Json): { bus: string; arn: string } {
    onlyParameters(input, ['Name', 'EventBusName', 'Force']);
    const bus = this.bus(input);
    const name = ruleName(input);
    if (this.db.prepare('SELECT 1 FROM targets WHERE bus = ? AND rule = ? LIMIT 1').get(bus, name)) {
      invalid("Rule can't be deleted since it has targets.");
    }
    this.db.prepare('DELETE FROM rules WHERE bus = ? AND name = ?').run(bus, name);
    return { bus, arn: ruleArn(bus, name) };
  }

  require(bus: string, name: string): RuleRow {
    return this.find(bus, name) ?? notFound(`Rule ${name} does not exist on EventBus ${bus}.`);
  }

  find(bus: string, name: string): RuleRow | undefined {
    return this.db.prepare('SELECT * FROM rules WHERE bus = ? AND name = ?').get(bus, name) as RuleRow | undefined;
  }

  ofBus(bus: string): RuleRow[] {
    return this.db.prepare('SELECT * FROM rules WHERE bus = ? ORDER BY name').all(bus) as unknown as RuleRow[];
  }

  private read(input: Json): RuleRow {
    const name = ruleName(input);
    const bus = this.bus(input);
    const pattern = optionalText(input, 'EventPattern', { maxLength: MAX_PATTERN_LENGTH });
    if (pattern === undefined) return invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.');
    const state = input.State ?? 'ENABLED';
    if (state !== 'ENABLED' && state !== 'DISABLED') {
      return invalid(`Parameter State is not valid. Reason: the local EventBridge knows ENABLED and DISABLED.`);
    }
    const description = optionalText(input, 'Description', { maxLength: 512 }) ?? null;
    const role_arn = optionalText(input, 'RoleArn', { maxLength: 1600 }) ?? null;
    return {
      bus,
      name,
      pattern,
      state,
      description,
      role_arn,
      uses_wildcard: Number(parsePattern(pattern).usesWildcard),
    };
  }

  private checkLimits(rule: RuleRow, isNew: boolean): void {
    const others = this.ofBus(rule.bus).filter(({ name }) => name !== rule.name);
    if (isNew && others.length >= MAX_RULES) limitExceeded(`${MAX_RULES} rules on an event bus.`);
    const wildcards = others.filter(({ uses_wildcard }) => uses_wildcard).length;
    if (rule.uses_wildcard && wildcards >= MAX_WILDCARD_RULES) {
      limitExceeded(`${MAX_WILDCARD_RULES} rules with wildcard patterns on an event bus.`);
    }
  }

  private named(input: Json): RuleRow {
    return this.require(this.bus(input), ruleName(input));
  }

  private bus(input: Json): string {
    const name = busName(input);
    this.requireBus(name);
    return name;
  }
}

function described(rule: RuleRow): Json {
  return {
    Name: rule.name,
    Arn: ruleArn(rule.bus, rule.name),
    EventPattern: rule.pattern,
    State: rule.state,
    EventBusName: rule.bus,
    ...(rule.description === null ? {} : { Description: rule.description }),
    ...(rule.role_arn === null ? {} : { RoleArn: rule.role_arn }),
  };
}
