/** Do these policies allow this request? */
import { type Conditions, type Context, conditionsHold } from './condition.ts';
import { isLike } from './wildcard.ts';

type OneOrMore<T> = T | readonly T[];

export interface PolicyDocument {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: OneOrMore<Statement>;
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: OneOrMore<string>;
  readonly NotAction?: OneOrMore<string>;
  readonly Resource?: OneOrMore<string>;
  readonly NotResource?: OneOrMore<string>;
  /** In resource policies only: a queue's, a key's, a function's. */
  readonly Principal?: PrincipalElement;
  readonly NotPrincipal?: PrincipalElement;
  readonly Condition?: Conditions;
}

type PrincipalElement = '*' | Readonly<Record<string, OneOrMore<string>>>;

/** Who asks, for resource policies: `{ Service: 'events.amazonaws.com' }` or `{ AWS: <ARN of the role> }`. */
export interface Principal {
  readonly Service?: string;
  readonly AWS?: string;
}

export interface AccessRequest {
  /** `sqs:SendMessage` */
  readonly action: string;
  /** An ARN, or `*` for an action that has no resource. */
  readonly resource: string;
  readonly context: Context;
  readonly principal?: Principal;
}

export type Access = 'allowed' | 'denied' | 'not-allowed';

/**
 * An explicit deny wins over every allow; without either the request is not allowed. What the evaluator does not
 * understand is an error, so that no condition is ever passed over.
 */
export function isAllowed(policies: readonly PolicyDocument[], request: AccessRequest): Access {
  const effects = policies
    .flatMap((policy) => listed(policy.Statement))
    .map((statement) => (applies(statement, request) ? effectOf(statement) : undefined));
  if (effects.includes('Deny')) return 'denied';
  return effects.includes('Allow') ? 'allowed' : 'not-allowed';
}

function applies(statement: Statement, request: AccessRequest): boolean {
  // Conditions are looked at in any case: an unknown operator must not hide behind another action.
  const conditionsMet = conditionsHold(statement.Condition ?? {}, request.context);
  return (
    principalApplies(statement, request.principal) &&
    actionApplies(statement, request.action) &&
    resourceApplies(statement, request.resource) &&
    conditionsMet
  );
}

function effectOf({ Effect }: Statement): 'Allow' | 'Deny' {
  if (Effect === 'Allow' || Effect === 'Deny') return Effect;
  throw new Error(`A policy statement has the effect ${Effect}.`);
}

/** The names of actions are not case-sensitive. */
function actionApplies({ Action, NotAction }: Statement, action: string): boolean {
  const named = (patterns: OneOrMore<string>) =>
    listed(patterns).some((pattern) => isLike(action.toLowerCase(), pattern.toLowerCase()));
  return choose('Action', Action, NotAction, named);
}

function resourceApplies({ Resource, NotResource, Principal }: Statement, resource: string): boolean {
  // A role's trust policy has no resource: it is the role's own.
  if (Resource === undefined && NotResource === undefined && Principal !== undefined) return true;
  const named = (patterns: OneOrMore<string>) => listed(patterns).some((pattern) => isLike(resource, pattern));
  return choose('Resource', Resource, NotResource, named);
}

function principalApplies({ Principal, NotPrincipal }: Statement, principal: Principal | undefined): boolean {
  if (Principal === undefined && NotPrincipal === undefined) return true;
  return choose('Principal', Principal, NotPrincipal, (element) => isNamed(element, principal ?? {}));
}

function isNamed(element: PrincipalElement, { Service, AWS }: Principal): boolean {
  if (element === '*') return true;
  return Object.entries(element).some(([kind, names]) =>
    listed(names).some((name) => {
      if (kind === 'Service') return name === Service;
      if (kind === 'AWS') return name === '*' || (AWS !== undefined && isAccountOrSame(name, AWS));
      if (kind === 'Federated' || kind === 'CanonicalUser') return false;
      throw new Error(`A policy statement names a principal of the kind ${kind}.`);
    }),
  );
}

/** An account, by its number or its root's ARN, stands for everyone in it. */
function isAccountOrSame(name: string, arn: string): boolean {
  const account = /^(?:arn:aws:iam::)?(\d{12})(?::root)?$/.exec(name)?.[1];
  return account === undefined ? name === arn : arn.split(':')[4] === account;
}

function choose<T>(name: string, wanted: T | undefined, unwanted: T | undefined, matches: (element: T) => boolean) {
  if (wanted !== undefined && unwanted === undefined) return matches(wanted);
  if (unwanted !== undefined && wanted === undefined) return !matches(unwanted);
  throw new Error(`A policy statement must have either ${name} or Not${name}.`);
}

function listed<T>(value: OneOrMore<T>): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}
