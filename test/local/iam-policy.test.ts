/** Do policies allow, deny, or say nothing, as IAM documents it? */
import { describe, expect, it } from 'vitest';
import type { Conditions, Context } from '../../local/iam/condition.ts';
import { type AccessRequest, isAllowed, type Statement } from '../../local/iam/policy.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:fanfare-local-sub_1';
const RULE = 'arn:aws:events:us-east-1:000000000000:rule/fanfare-local/sub_1';
const ROLE = 'arn:aws:iam::000000000000:role/deliver';

function evaluate(statements: Statement | Statement[], request: Partial<AccessRequest> = {}) {
  const document = { Version: '2012-10-17', Statement: statements };
  return isAllowed([document], { action: 'sqs:SendMessage', resource: QUEUE, context: {}, ...request });
}

function allow(more: Partial<Statement> = {}): Statement {
  return { Effect: 'Allow', Action: 'sqs:*', Resource: '*', ...more };
}

describe('a statement', () => {
  it('allows what it names and nothing else', () => {
    const statement = allow({ Action: ['sqs:SendMessage', 'sqs:GetQueueUrl'], Resource: QUEUE });
    expect(evaluate(statement)).toBe('allowed');
    expect(evaluate(statement, { action: 'sqs:DeleteMessage' })).toBe('not-allowed');
    expect(evaluate(statement, { resource: `${QUEUE}-dlq` })).toBe('not-allowed');
    expect(evaluate([])).toBe('not-allowed');
  });

  it('names actions in any case, resources in their own', () => {
    expect(evaluate(allow({ Action: 'SQS:sendmessage' }))).toBe('allowed');
    expect(evaluate(allow({ Resource: QUEUE.toUpperCase() }))).toBe('not-allowed');
  });

  it('takes * for any characters and ? for one', () => {
    expect(evaluate(allow({ Action: 'sqs:Send*', Resource: 'arn:aws:sqs:*:*:fanfare-local-*' }))).toBe('allowed');
    expect(evaluate(allow({ Resource: QUEUE.replace('1', '?') }))).toBe('allowed');
    expect(evaluate(allow({ Resource: `${QUEUE}?` }))).toBe('not-allowed');
    expect(evaluate(allow({ Resource: QUEUE.replace('sqs', 's.s') }))).toBe('not-allowed');
    expect(evaluate(allow({ Action: '*' }))).toBe('allowed');
  });

  it('may name what it is not about', () => {
    const { Action, Resource, ...rest } = allow();
    expect(evaluate({ ...rest, NotAction: 'sqs:Delete*', Resource: '*' })).toBe('allowed');
    expect(evaluate({ ...rest, NotAction: 'sqs:Send*', Resource: '*' })).toBe('not-allowed');
    expect(evaluate({ ...rest, Action: '*', NotResource: '*-dlq' })).toBe('allowed');
    expect(evaluate({ ...rest, Action: '*', NotResource: QUEUE })).toBe('not-allowed');
  });

  it('that denies wins over every one that allows', () => {
    const deny: Statement = { Effect: 'Deny', Action: 'sqs:*', Resource: QUEUE };
    expect(evaluate([deny, allow()])).toBe('denied');
    expect(evaluate([allow(), deny])).toBe('denied');
    expect(evaluate([allow(), deny], { resource: `${QUEUE}-dlq` })).toBe('allowed');
  });

  it('that cannot be understood is an error', () => {
    expect(() => evaluate({ Effect: 'Allow', Resource: '*' })).toThrow(/either Action or NotAction/);
    expect(() => evaluate({ Effect: 'Allow', Action: '*' })).toThrow(/either Resource or NotResource/);
    expect(() => evaluate({ ...allow(), Effect: 'Maybe' as 'Allow' })).toThrow(/effect Maybe/);
    expect(() => evaluate(allow({ Resource: `arn:aws:sqs:::\${aws:username}` }))).toThrow(/Policy variables/);
    expect(() => evaluate(allow({ Principal: { Robot: 'x' } }))).toThrow(/principal of the kind Robot/);
  });
});

describe('a resource policy', () => {
  const service = { Service: 'events.amazonaws.com' };
  const statement = allow({
    Principal: service,
    Resource: QUEUE,
    Condition: { ArnEquals: { 'aws:SourceArn': RULE } },
  });

  it('lets in the service it names for the rule it names', () => {
    const context = { 'aws:SourceArn': RULE };
    expect(evaluate(statement, { principal: service, context })).toBe('allowed');
    expect(evaluate(statement, { principal: service, context: { 'aws:SourceArn': `${RULE}x` } })).toBe('not-allowed');
    expect(evaluate(statement, { principal: service })).toBe('not-allowed');
    expect(evaluate(statement, { principal: { Service: 'sns.amazonaws.com' }, context })).toBe('not-allowed');
    expect(evaluate(statement, { principal: { AWS: ROLE }, context })).toBe('not-allowed');
    expect(evaluate(statement, { context })).toBe('not-allowed');
  });

  it.each([
    ['everyone', '*' as const, 'allowed'],
    ['every AWS principal', { AWS: '*' }, 'allowed'],
    ['the role', { AWS: ROLE }, 'allowed'],
    ["the role's account", { AWS: '000000000000' }, 'allowed'],
    ["the account's root", { AWS: 'arn:aws:iam::000000000000:root' }, 'allowed'],
    ['another account', { AWS: ['arn:aws:iam::111111111111:root'] }, 'not-allowed'],
    ['another role', { AWS: `${ROLE}-2` }, 'not-allowed'],
  ])('for %s meets a role', (_, Principal, expected) => {
    expect(evaluate(allow({ Principal }), { principal: { AWS: ROLE } })).toBe(expected);
  });

  it('denies everyone who does not come over TLS', () => {
    const deny: Statement = {
      ...{ Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: '*' },
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    };
    const request = (isSecure: string) => ({ principal: { AWS: ROLE }, context: { 'aws:SecureTransport': isSecure } });
    expect(evaluate([allow(), deny], request('false'))).toBe('denied');
    expect(evaluate([allow(), deny], request('true'))).toBe('allowed');
  });

  it('of a role needs no resource', () => {
    const trust: Statement = { Effect: 'Allow', Principal: service, Action: 'sts:AssumeRole' };
    const request = { action: 'sts:AssumeRole', resource: ROLE, principal: service };
    expect(evaluate(trust, request)).toBe('allowed');
  });
});

describe('a condition', () => {
  const KEY = 'kms:EncryptionContext:subscriberId';
  type Case = [condition: Conditions, context: Context, holds: boolean];
  const cases: Case[] = [
    [{ StringEquals: { [KEY]: 'sub_1' } }, { [KEY]: 'sub_1' }, true],
    [{ StringEquals: { [KEY]: ['sub_0', 'sub_1'] } }, { [KEY]: 'sub_1' }, true],
    [{ StringEquals: { [KEY]: 'SUB_1' } }, { [KEY]: 'sub_1' }, false],
    [{ StringEquals: { [KEY]: 'sub_1' } }, {}, false],
    [{ StringEquals: { 'KMS:encryptioncontext:SubscriberId': 'sub_1' } }, { [KEY]: 'sub_1' }, true],
    [{ StringEquals: { a: '1', b: '2' } }, { a: '1', b: '2' }, true],
    [{ StringEquals: { a: '1', b: '2' } }, { a: '1', b: '3' }, false],
    [{ StringEquals: { a: '1' }, StringLike: { b: '2*' } }, { a: '1', b: '3' }, false],
    [{ StringEqualsIgnoreCase: { a: 'X' } }, { a: 'x' }, true],
    [{ StringNotEquals: { a: ['1', '2'] } }, { a: '3' }, true],
    [{ StringNotEquals: { a: ['1', '2'] } }, { a: '2' }, false],
    [{ StringNotEquals: { a: '1' } }, {}, true],
    [{ StringLike: { a: 'sub_*' } }, { a: 'sub_1' }, true],
    [{ StringLike: { a: 'sub_?' } }, { a: 'sub_12' }, false],
    [{ StringNotLike: { a: 'sub_*' } }, { a: 'sub_1' }, false],
    [{ ArnEquals: { a: 'arn:aws:events:*:*:rule/bus/*' } }, { a: 'arn:aws:events:r:1:rule/bus/x' }, true],
    [{ ArnLike: { a: 'arn:aws:events:*:rule/*' } }, { a: 'arn:aws:events:r:1:rule/x' }, false],
    [{ ArnLike: { a: '*' } }, { a: 'arn:aws:events:r:1:rule/x' }, true],
    [{ ArnNotLike: { a: 'arn:aws:sqs:*:*:*' } }, { a: 'arn:aws:events:r:1:rule/x' }, true],
    [{ Bool: { a: true } }, { a: 'true' }, true],
    [{ Bool: { a: 'true' } }, {}, false],
    [{ NumericLessThan: { a: 10 } }, { a: '9.5' }, true],
    [{ NumericLessThan: { a: '10' } }, { a: '10' }, false],
    [{ NumericLessThanEquals: { a: '10' } }, { a: '10' }, true],
    [{ NumericGreaterThan: { a: '10' } }, { a: 'ten' }, false],
    [{ NumericNotEquals: { a: '10' } }, { a: '10.0' }, false],
    [{ DateGreaterThan: { a: '2026-01-01T00:00:00Z' } }, { a: '2026-01-02T00:00:00Z' }, true],
    [{ Null: { a: 'true' } }, {}, true],
    [{ Null: { a: 'true' } }, { a: '1' }, false],
    [{ Null: { a: false } }, { a: '1' }, true],
    [{ StringEqualsIfExists: { a: '1' } }, {}, true],
    [{ StringEqualsIfExists: { a: '1' } }, { a: '2' }, false],
    [
      { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a', 'b'] } },
      { 'dynamodb:LeadingKeys': ['b', 'a'] },
      true,
    ],
    [{ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a'] } }, { 'dynamodb:LeadingKeys': ['a', 'c'] }, false],
    [{ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a'] } }, {}, true],
    [{ 'ForAnyValue:StringLike': { a: ['x*'] } }, { a: ['y', 'xz'] }, true],
    [{ 'ForAnyValue:StringLike': { a: ['x*'] } }, { a: [] }, false],
    [{ 'ForAnyValue:StringLikeIfExists': { a: ['x*'] } }, {}, true],
    [{ 'ForAllValues:StringNotEquals': { a: ['x'] } }, { a: ['y', 'x'] }, false],
    [{ 'ForAnyValue:StringNotEquals': { a: ['x'] } }, { a: ['y', 'x'] }, true],
    [{ 'ForAnyValue:StringNotEquals': { a: ['x'] } }, {}, false],
  ];
  it.each(cases)('%j with %j holds: %s', (Condition, context, holds) => {
    expect(evaluate(allow({ Condition }), { context })).toBe(holds ? 'allowed' : 'not-allowed');
  });

  it('with an unknown operator is an error, even where the statement is about something else', () => {
    for (const operator of ['StringIs', 'IpAddress', 'ForSomeValues:StringEquals', '']) {
      const statement = allow({ Action: 'kms:Decrypt', Condition: { [operator]: { a: '1' } } });
      expect(() => evaluate(statement)).toThrow(`unknown operator ${operator}`);
    }
  });
});
