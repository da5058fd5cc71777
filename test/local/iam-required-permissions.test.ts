/** Which permissions does AWS check for which call? */
import { describe, expect, it } from 'vitest';
import type { Json } from '../../local/aws/service.ts';
import { requiredLambdaPermissions, requiredMappingPermissions } from '../../local/iam/lambda-permissions.ts';
import type { Permission } from '../../local/iam/permission.ts';
import { requiredPermissions } from '../../local/iam/required-permissions.ts';
import { seal } from '../../local/kms/ciphertext.ts';

const arnOf = (service: string) => (resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;
const sqs = arnOf('sqs');
const events = arnOf('events');
const kms = arnOf('kms');
const dynamodb = arnOf('dynamodb');
const lambda = arnOf('lambda');

function pairs(permissions: Permission[]): string[] {
  return permissions.map(({ action, resource }) => `${action} ${resource}`);
}

describe('a call to SQS needs', () => {
  const QueueUrl = 'http://127.0.0.1:4566/000000000000/orders';
  const cases: [action: string, input: Json, needed: string[]][] = [
    ['SendMessage', { QueueUrl }, [`sqs:SendMessage ${sqs('orders')}`]],
    ['SendMessageBatch', { QueueUrl }, [`sqs:SendMessage ${sqs('orders')}`]],
    ['DeleteMessageBatch', { QueueUrl }, [`sqs:DeleteMessage ${sqs('orders')}`]],
    ['ChangeMessageVisibilityBatch', { QueueUrl }, [`sqs:ChangeMessageVisibility ${sqs('orders')}`]],
    ['CreateQueue', { QueueName: 'new' }, [`sqs:CreateQueue ${sqs('new')}`]],
    [
      'CreateQueue',
      { QueueName: 'new', tags: { a: 'b' } },
      [`sqs:CreateQueue ${sqs('new')}`, `sqs:TagQueue ${sqs('new')}`],
    ],
    ['GetQueueUrl', { QueueName: 'orders' }, [`sqs:GetQueueUrl ${sqs('orders')}`]],
    ['ListQueues', {}, ['sqs:ListQueues *']],
    [
      'StartMessageMoveTask',
      { SourceArn: sqs('dlq'), DestinationArn: sqs('orders') },
      [
        ...['StartMessageMoveTask', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map(
          (each) => `sqs:${each} ${sqs('dlq')}`,
        ),
        `sqs:SendMessage ${sqs('orders')}`,
      ],
    ],
    [
      'ListMessageMoveTasks',
      { SourceArn: sqs('dlq') },
      [`sqs:ListMessageMoveTasks ${sqs('dlq')}`, `sqs:GetQueueAttributes ${sqs('dlq')}`],
    ],
    [
      'CancelMessageMoveTask',
      { TaskHandle: Buffer.from(JSON.stringify({ taskId: 't', sourceArn: sqs('dlq') })).toString('base64') },
      ['CancelMessageMoveTask', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map(
        (each) => `sqs:${each} ${sqs('dlq')}`,
      ),
    ],
  ];
  it.each(cases)('for %s %j: %j', (action, input, needed) => {
    expect(pairs(requiredPermissions('AmazonSQS', action, input))).toEqual(needed);
  });
});

describe('a call to EventBridge needs', () => {
  const cases: [action: string, input: Json, needed: string[]][] = [
    ['PutRule', { Name: 'r', EventBusName: 'shop' }, [`events:PutRule ${events('rule/shop/r')}`]],
    ['PutRule', { Name: 'r', EventBusName: events('event-bus/shop') }, [`events:PutRule ${events('rule/shop/r')}`]],
    ['DeleteRule', { Name: 'r' }, [`events:DeleteRule ${events('rule/r')}`]],
    ['RemoveTargets', { Rule: 'r', EventBusName: 'shop' }, [`events:RemoveTargets ${events('rule/shop/r')}`]],
    [
      'PutRule',
      { Name: 'r', Tags: [{ Key: 'a', Value: 'b' }] },
      [`events:PutRule ${events('rule/r')}`, `events:TagResource ${events('rule/r')}`],
    ],
    ['TagResource', { ResourceARN: events('rule/shop/r') }, [`events:TagResource ${events('rule/shop/r')}`]],
    ['DescribeEventBus', { Name: 'shop' }, [`events:DescribeEventBus ${events('event-bus/shop')}`]],
    ['ListRules', { EventBusName: 'shop' }, ['events:ListRules *']],
    ['TestEventPattern', {}, ['events:TestEventPattern *']],
    [
      'PutEvents',
      { Entries: [{ EventBusName: 'shop' }, {}] },
      [`events:PutEvents ${events('event-bus/shop')}`, `events:PutEvents ${events('event-bus/default')}`],
    ],
    ['UpdateArchive', { ArchiveName: 'past' }, [`events:UpdateArchive ${events('archive/past')}`]],
    [
      'CreateArchive',
      { ArchiveName: 'past', EventSourceArn: events('event-bus/shop') },
      [`events:CreateArchive ${events('archive/past')}`, `events:CreateArchive ${events('event-bus/shop')}`],
    ],
    [
      'StartReplay',
      { ReplayName: 'again', EventSourceArn: events('archive/past'), Destination: { Arn: events('event-bus/shop') } },
      ['archive/past', 'event-bus/shop', 'replay/again'].map((each) => `events:StartReplay ${events(each)}`),
    ],
    ['DescribeReplay', { ReplayName: 'again' }, [`events:DescribeReplay ${events('replay/again')}`]],
    ['CancelReplay', { ReplayName: 'again' }, [`events:CancelReplay ${events('replay/again')}`]],
    ['ListReplays', {}, ['events:ListReplays *']],
  ];
  it.each(cases)('for %s %j: %j', (action, input, needed) => {
    expect(pairs(requiredPermissions('AWSEvents', action, input))).toEqual(needed);
  });

  it('and tells what policies may ask about', () => {
    const contextOf = (action: string, input: Json) => requiredPermissions('AWSEvents', action, input)[0]?.context;
    expect(contextOf('PutTargets', { Rule: 'r', Targets: [{ Arn: sqs('q') }] })).toEqual({
      'events:TargetArn': [sqs('q')],
    });
    expect(contextOf('PutRule', { Name: 'r', EventPattern: '{"source":["a","b"]}' })).toEqual({
      'events:source': ['a', 'b'],
    });
    expect(contextOf('PutEvents', { Entries: [{ Source: 'shop', DetailType: 't' }] })).toEqual({
      'events:source': ['shop'],
      'events:detail-type': ['t'],
    });
  });
});

describe('a call to KMS needs', () => {
  it('permission on the key, by id, ARN or alias', () => {
    const encrypt = (KeyId: string, lookups = {}) =>
      pairs(requiredPermissions('TrentService', 'Encrypt', { KeyId }, lookups));
    expect(encrypt('k1')).toEqual([`kms:Encrypt ${kms('key/k1')}`]);
    expect(encrypt(kms('key/k1'))).toEqual([`kms:Encrypt ${kms('key/k1')}`]);
    expect(encrypt('alias/a')).toEqual([`kms:Encrypt ${kms('alias/a')}`]);
    expect(encrypt('alias/a', { keyArn: () => kms('key/k1') })).toEqual([`kms:Encrypt ${kms('key/k1')}`]);
  });

  it('with the encryption context as condition keys', () => {
    const input = { KeyId: 'alias/a', EncryptionContext: { subscriberId: 'sub_1', stage: 'local' } };
    expect(requiredPermissions('TrentService', 'GenerateDataKey', input)[0]?.context).toEqual({
      'kms:EncryptionContext:subscriberId': 'sub_1',
      'kms:EncryptionContext:stage': 'local',
      'kms:EncryptionContextKeys': ['subscriberId', 'stage'],
      'kms:RequestAlias': 'alias/a',
      'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT',
    });
  });

  it('to decrypt without a key id, permission on the key in the ciphertext', () => {
    const CiphertextBlob = seal('k1', Buffer.alloc(32), Buffer.from('x'), {}).toString('base64');
    expect(pairs(requiredPermissions('TrentService', 'Decrypt', { CiphertextBlob }))).toEqual([
      `kms:Decrypt ${kms('key/k1')}`,
    ]);
  });

  it('for an alias, permission on both it and its key', () => {
    const input = { AliasName: 'alias/a', TargetKeyId: 'k1' };
    expect(pairs(requiredPermissions('TrentService', 'CreateAlias', input))).toEqual([
      `kms:CreateAlias ${kms('alias/a')}`,
      `kms:CreateAlias ${kms('key/k1')}`,
    ]);
  });
});

describe('a call to DynamoDB needs', () => {
  const t = dynamodb('table/t');
  const cases: [action: string, input: Json, needed: string[]][] = [
    ['GetItem', { TableName: 't' }, [`dynamodb:GetItem ${t}`]],
    ['UpdateItem', { TableName: t, ReturnValues: 'ALL_NEW' }, [`dynamodb:UpdateItem ${t}`]],
    ['Query', { TableName: 't' }, [`dynamodb:Query ${t}`]],
    ['Query', { TableName: 't', IndexName: 'i' }, [`dynamodb:Query ${t}/index/i`]],
    ['Scan', { TableName: 't', IndexName: 'i' }, [`dynamodb:Scan ${t}/index/i`]],
    ['ListTables', {}, ['dynamodb:ListTables *']],
    [
      'BatchGetItem',
      { RequestItems: { t: {}, u: {} } },
      [`dynamodb:BatchGetItem ${t}`, `dynamodb:BatchGetItem ${dynamodb('table/u')}`],
    ],
    ['BatchWriteItem', { RequestItems: { t: [] } }, [`dynamodb:BatchWriteItem ${t}`]],
    [
      'TransactWriteItems',
      {
        TransactItems: [
          { Put: { TableName: 't' } },
          { Update: { TableName: 't' } },
          { Delete: { TableName: 't' } },
          { ConditionCheck: { TableName: 'u' } },
        ],
      },
      [
        `dynamodb:PutItem ${t}`,
        `dynamodb:UpdateItem ${t}`,
        `dynamodb:DeleteItem ${t}`,
        `dynamodb:ConditionCheckItem ${dynamodb('table/u')}`,
      ],
    ],
    ['TransactGetItems', { TransactItems: [{ Get: { TableName: 't' } }] }, [`dynamodb:GetItem ${t}`]],
    ['ExecuteStatement', { Statement: `INSERT INTO "t" VALUE {'id': ?}` }, [`dynamodb:PartiQLInsert ${t}`]],
    ['ExecuteStatement', { Statement: `update t set a=1 where id=?` }, [`dynamodb:PartiQLUpdate ${t}`]],
    ['ExecuteStatement', { Statement: `SELECT * FROM "t"."i" WHERE a=?` }, [`dynamodb:PartiQLSelect ${t}/index/i`]],
    [
      'BatchExecuteStatement',
      { Statements: [{ Statement: `DELETE FROM 't' WHERE id=?` }, { Statement: `INSERT INTO u VALUE {}` }] },
      [`dynamodb:PartiQLDelete ${t}`, `dynamodb:PartiQLInsert ${dynamodb('table/u')}`],
    ],
    [
      'ExecuteTransaction',
      { TransactStatements: [{ Statement: `EXISTS(SELECT * FROM "t" WHERE id=?)` }] },
      [`dynamodb:PartiQLSelect ${t}`],
    ],
  ];
  it.each(cases)('for %s %j: %j', (action, input, needed) => {
    expect(pairs(requiredPermissions('DynamoDB_20120810', action, input))).toEqual(needed);
  });

  it('on a stream what the stream names', () => {
    const StreamArn = `${t}/stream/2026`;
    const needs = (action: string, input: Json) =>
      pairs(requiredPermissions('DynamoDBStreams_20120810', action, input));
    expect(needs('DescribeStream', { StreamArn })).toEqual([`dynamodb:DescribeStream ${StreamArn}`]);
    expect(needs('GetRecords', { ShardIterator: `${StreamArn}|1|abc` })).toEqual([`dynamodb:GetRecords ${StreamArn}`]);
    expect(needs('ListStreams', {})).toEqual(['dynamodb:ListStreams *']);
  });
});

describe('a call to Lambda needs', () => {
  const needs = (method: string, path: string, more: object = {}) =>
    requiredLambdaPermissions({ method, path, ...more }, { mappedFunctionArn: () => lambda('function:deliver') });

  it('to map, permission on everything, limited by the function', () => {
    const body = { FunctionName: 'deliver', EventSourceArn: sqs('q') };
    expect(needs('POST', '/2015-03-31/event-source-mappings', { body })).toEqual([
      {
        action: 'lambda:CreateEventSourceMapping',
        resource: '*',
        context: { 'lambda:FunctionArn': lambda('function:deliver') },
      },
    ]);
    const tagged = needs('POST', '/2015-03-31/event-source-mappings/', { body: { ...body, Tags: { a: 'b' } } });
    expect(pairs(tagged)[1]).toBe(`lambda:TagResource ${lambda('event-source-mapping:*')}`);
  });

  it.each([
    ['GET', 'GetEventSourceMapping'],
    ['PUT', 'UpdateEventSourceMapping'],
    ['DELETE', 'DeleteEventSourceMapping'],
  ])('to %s a mapping, permission on it, limited by the function', (method, action) => {
    expect(needs(method, '/2015-03-31/event-source-mappings/u1')).toEqual([
      {
        action: `lambda:${action}`,
        resource: lambda('event-source-mapping:u1'),
        context: { 'lambda:FunctionArn': lambda('function:deliver') },
      },
    ]);
  });

  it('otherwise permission on the function, the mapping or everything', () => {
    const invoked = '/2015-03-31/functions/deliver/invocations';
    const query = new URLSearchParams({ Qualifier: 'live' });
    expect(pairs(needs('POST', invoked))).toEqual([`lambda:InvokeFunction ${lambda('function:deliver')}`]);
    expect(pairs(needs('POST', invoked, { query }))).toEqual([
      `lambda:InvokeFunction ${lambda('function:deliver:live')}`,
    ]);
    const byArn = `/2015-03-31/functions/${encodeURIComponent(lambda('function:deliver'))}`;
    expect(pairs(needs('GET', byArn))).toEqual([`lambda:GetFunction ${lambda('function:deliver')}`]);
    expect(pairs(needs('GET', '/2015-03-31/event-source-mappings/'))).toEqual(['lambda:ListEventSourceMappings *']);
    expect(pairs(needs('GET', '/2016-08-19/account-settings/'))).toEqual(['lambda:GetAccountSettings *']);
    const tagged = `/2017-03-31/tags/${encodeURIComponent(lambda('event-source-mapping:u1'))}`;
    expect(pairs(needs('POST', tagged))).toEqual([`lambda:TagResource ${lambda('event-source-mapping:u1')}`]);
  });

  it('of the function to be mapped, permission to take from the source', () => {
    expect(pairs(requiredMappingPermissions(sqs('q')))).toEqual([
      `sqs:ReceiveMessage ${sqs('q')}`,
      `sqs:DeleteMessage ${sqs('q')}`,
      `sqs:GetQueueAttributes ${sqs('q')}`,
    ]);
    const stream = dynamodb('table/t/stream/2026');
    expect(pairs(requiredMappingPermissions(stream))).toEqual([
      `dynamodb:DescribeStream ${stream}`,
      `dynamodb:GetRecords ${stream}`,
      `dynamodb:GetShardIterator ${stream}`,
      'dynamodb:ListStreams *',
    ]);
  });
});

it('refuses calls it knows nothing of', () => {
  expect(() => requiredPermissions('AmazonSQS', 'Sing', {})).toThrow(/AmazonSQS\.Sing/);
  expect(() => requiredPermissions('AmazonSNS', 'Publish', {})).toThrow(/AmazonSNS\.Publish/);
  expect(() => requiredLambdaPermissions({ method: 'POST', path: '/2015-03-31/layers' })).toThrow(/layers/);
});
