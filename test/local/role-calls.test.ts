/** Which of a function's calls go through with exactly the permission AWS asks for, and with none? */
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CreateTableCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateArchiveCommand,
  CreateEventBusCommand,
  DescribeReplayCommand,
  DescribeRuleCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  StartReplayCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateKeyCommand, DecryptCommand, GenerateDataKeyCommand } from '@aws-sdk/client-kms';
import { GetAccountSettingsCommand, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { CreateQueueCommand, ListQueuesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Statement } from '../../local/iam/policy.ts';
import { type Clients, type RunningAws, startAws } from './start-aws.ts';

const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;
const QUEUE = arn('sqs', 'shop-1');
const EventBusName = 'shop';
const PATTERN = '{"source":["shop"]}';

let aws: RunningAws;
let own: Clients;
let keyId: string;

beforeAll(async () => {
  aws = await startAws();
  own = aws.of('doctor');
  const { dynamodb, events, kms, sqs } = aws.outside;
  await events.send(new CreateEventBusCommand({ Name: EventBusName }));
  for (const Name of ['shop-1', 'shop-2', 'other']) {
    await events.send(new PutRuleCommand({ Name, EventBusName, EventPattern: PATTERN, State: 'DISABLED' }));
    await sqs.send(new CreateQueueCommand({ QueueName: Name, Attributes: { VisibilityTimeout: '60' } }));
  }
  await events.send(new PutTargetsCommand({ Rule: 'shop-1', EventBusName, Targets: [{ Id: 'queue', Arn: QUEUE }] }));
  keyId = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? '';
  for (const TableName of ['orders', 'stock']) {
    await dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    );
  }
  await mapTwoQueues();
});
afterAll(() => aws.stop());

async function mapTwoQueues(): Promise<void> {
  aws.lambda.defineFunction({
    ...{ name: 'deliver', codeDir: '/nowhere', handler: 'index.handler', environment: {}, accessKeyId: 'key' },
    ...{ timeoutSeconds: 10, memoryMb: 128, reservedConcurrency: 100, roleArn: 'arn:aws:iam::000000000000:role/r' },
  });
  for (const queue of ['shop-1', 'shop-2']) {
    await aws.lambda.createMapping({ FunctionName: 'deliver', EventSourceArn: arn('sqs', queue), Enabled: false });
  }
}

/** Does it with these permissions; that it is refused without them is seen first. */
async function only<T>(statements: Partial<Statement>[], call: () => Promise<T>): Promise<T> {
  for (const missing of statements) {
    aws.allow('doctor', ...statements.filter((each) => each !== missing));
    await expect(call()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  }
  aws.allow('doctor', ...statements);
  return call();
}

describe('a function', () => {
  it('lists rules by prefix and page with events:ListRules on everything', async () => {
    const may = [{ Action: 'events:ListRules', Resource: '*' }];
    const ask = { EventBusName, NamePrefix: 'shop-', Limit: 1 };
    const first = await only(may, () => own.events.send(new ListRulesCommand(ask)));
    const second = await own.events.send(new ListRulesCommand({ ...ask, NextToken: first.NextToken }));
    expect(first.Rules).toMatchObject([{ Name: 'shop-1', EventPattern: PATTERN, State: 'DISABLED' }]);
    expect(second.Rules).toMatchObject([{ Name: 'shop-2', EventPattern: PATTERN, State: 'DISABLED' }]);
    expect(second.NextToken).toBeUndefined();
  });

  it('looks at a rule and its targets with permission on that rule', async () => {
    const Resource = arn('events', 'rule/shop/shop-1');
    const rule = await only([{ Action: 'events:DescribeRule', Resource }], () =>
      own.events.send(new DescribeRuleCommand({ Name: 'shop-1', EventBusName })),
    );
    expect(rule).toMatchObject({ EventPattern: PATTERN, State: 'DISABLED', EventBusName });
    const { Targets } = await only([{ Action: 'events:ListTargetsByRule', Resource }], () =>
      own.events.send(new ListTargetsByRuleCommand({ Rule: 'shop-1', EventBusName })),
    );
    expect(Targets).toEqual([{ Id: 'queue', Arn: QUEUE }]);
  });

  it('publishes with events:PutEvents on the bus, which may be narrowed to a source', async () => {
    const Resource = arn('events', 'event-bus/shop');
    const Condition = { StringEquals: { 'events:source': 'fanfare' } };
    const publish = (Source: string) => {
      const entry = { EventBusName, Source, DetailType: 'fanfare.subscriber.paused', Detail: '{}' };
      return own.events.send(new PutEventsCommand({ Entries: [entry] }));
    };
    const answer = await only([{ Action: 'events:PutEvents', Resource, Condition }], () => publish('fanfare'));
    expect(answer.FailedEntryCount).toBe(0);
    await expect(publish('shop')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('replays with events:StartReplay on the archive, the bus and the replay, and follows it with permission on it', async () => {
    const [archive, bus] = [arn('events', 'archive/past'), arn('events', 'event-bus/shop')];
    await aws.outside.events.send(new CreateArchiveCommand({ ArchiveName: 'past', EventSourceArn: bus }));
    const start = () =>
      own.events.send(
        new StartReplayCommand({
          ...{ ReplayName: 'shop-again', EventSourceArn: archive, Destination: { Arn: bus } },
          ...{ EventStartTime: new Date(0), EventEndTime: new Date() },
        }),
      );
    const Resource = arn('events', 'replay/shop-*');
    const started = await only(
      [archive, bus, Resource].map((each) => ({ Action: 'events:StartReplay', Resource: each })),
      start,
    );
    expect(started.State).toBe('STARTING');
    const followed = await only([{ Action: 'events:DescribeReplay', Resource }], () =>
      own.events.send(new DescribeReplayCommand({ ReplayName: 'shop-again' })),
    );
    expect(followed.ReplayName).toBe('shop-again');
  });

  it('lists queues by prefix and page with sqs:ListQueues on everything', async () => {
    const ask = { QueueNamePrefix: 'shop-', MaxResults: 1 };
    const first = await only([{ Action: 'sqs:ListQueues', Resource: '*' }], () =>
      own.sqs.send(new ListQueuesCommand(ask)),
    );
    const second = await own.sqs.send(new ListQueuesCommand({ ...ask, NextToken: first.NextToken }));
    const urls = [...(first.QueueUrls ?? []), ...(second.QueueUrls ?? [])];
    expect(urls.map((url) => url.split('/').at(-1))).toEqual(['shop-1', 'shop-2']);
  });

  it('lists the mappings of a function, with their state, with lambda:ListEventSourceMappings on everything', async () => {
    const ask = { FunctionName: 'deliver', MaxItems: 1 };
    const first = await only([{ Action: 'lambda:ListEventSourceMappings', Resource: '*' }], () =>
      own.lambda.send(new ListEventSourceMappingsCommand(ask)),
    );
    const second = await own.lambda.send(new ListEventSourceMappingsCommand({ ...ask, Marker: first.NextMarker }));
    const all = [...(first.EventSourceMappings ?? []), ...(second.EventSourceMappings ?? [])];
    expect(all.map(({ EventSourceArn }) => EventSourceArn)).toEqual([QUEUE, arn('sqs', 'shop-2')]);
    for (const { State } of all) expect(State).toMatch(/^(Creating|Disabled)$/);
    expect(second.NextMarker).toBeUndefined();
  });

  it('reads the account’s limits with lambda:GetAccountSettings on everything', async () => {
    const settings = await only([{ Action: 'lambda:GetAccountSettings', Resource: '*' }], () =>
      own.lambda.send(new GetAccountSettingsCommand({})),
    );
    expect(settings).toMatchObject({
      AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 900 },
      AccountUsage: { FunctionCount: 1 },
    });
  });

  it('reads metrics with cloudwatch:GetMetricData on everything', async () => {
    const Metric = { Namespace: 'Fanfare', MetricName: 'Delivered' };
    const MetricDataQueries = [{ Id: 'delivered', MetricStat: { Metric, Period: 60, Stat: 'Sum' } }];
    const ask = { MetricDataQueries, StartTime: new Date(0), EndTime: new Date() };
    const read = () => own.cloudwatch.send(new GetMetricDataCommand(ask));
    const { MetricDataResults } = await only([{ Action: 'cloudwatch:GetMetricData', Resource: '*' }], read);
    expect(MetricDataResults).toMatchObject([{ Id: 'delivered', Values: [] }]);
  });

  it('writes a transaction with the permission of each of its items', async () => {
    const on = (Action: string, table: string) => ({ Action, Resource: arn('dynamodb', `table/${table}`) });
    const Key = { id: { S: '1' } };
    const write = () =>
      own.dynamodb.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName: 'orders', Item: { id: { S: '2' } } } },
            {
              Update: {
                ...{ TableName: 'orders', Key, UpdateExpression: 'SET paid = :yes' },
                ExpressionAttributeValues: { ':yes': { BOOL: true } },
              },
            },
            { Delete: { TableName: 'stock', Key } },
            {
              ConditionCheck: {
                ...{ TableName: 'stock', Key: { id: { S: '2' } } },
                ConditionExpression: 'attribute_not_exists(id)',
              },
            },
          ],
        }),
      );
    const may = [
      ...[on('dynamodb:PutItem', 'orders'), on('dynamodb:UpdateItem', 'orders')],
      ...[on('dynamodb:DeleteItem', 'stock'), on('dynamodb:ConditionCheckItem', 'stock')],
    ];
    await only(may, write);
  });

  it('gets a data key and opens it only with the encryption context its role is bound to', async () => {
    const Condition = {
      StringLike: { 'kms:EncryptionContext:subscriberId': 'sub_*' },
      'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['subscriberId'] },
    };
    const may = (Action: string) => ({ Action, Resource: arn('kms', `key/${keyId}`), Condition });
    const generate = (EncryptionContext: Record<string, string>) =>
      own.kms.send(new GenerateDataKeyCommand({ KeyId: keyId, KeySpec: 'AES_256', EncryptionContext }));
    const context = { subscriberId: 'sub_1' };
    const { CiphertextBlob, Plaintext } = await only([may('kms:GenerateDataKey')], () => generate(context));
    const refused = { name: 'AccessDeniedException' };
    await expect(generate({ subscriberId: 'other' })).rejects.toMatchObject(refused);
    await expect(generate({ ...context, stage: 'prod' })).rejects.toMatchObject(refused);
    await expect(generate({})).rejects.toMatchObject(refused);
    const open = () => own.kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: context }));
    expect((await only([may('kms:Decrypt')], open)).Plaintext).toEqual(Plaintext);
  });
});
