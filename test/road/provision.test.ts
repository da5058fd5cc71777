import { randomBytes } from 'node:crypto';
import {
  DeleteRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateEventSourceMappingCommand, GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { CreateQueueCommand, DeleteQueueCommand } from '@aws-sdk/client-sqs';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StackTables } from '../stack-tables.ts';
import { newEventId, type SubscriberView, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { SubscriberResourcesView } from './subscriber-resources.ts';

let fanfare: TestPlatform;
let resources: SubscriberResourcesView;
let tables: StackTables;
beforeAll(async () => {
  fanfare = await TestPlatform.start();
  resources = new SubscriberResourcesView(fanfare);
  tables = new StackTables(fanfare.platform.awsUrl);
});
afterAll(() => fanfare.stop());

const FOURTEEN_DAYS = '1209600';
const DELIVER = 'arn:aws:lambda:us-east-1:000000000000:function:fanfare-local-deliver';
const PLATFORM_DLQ = 'arn:aws:sqs:us-east-1:000000000000:fanfare-local-platform-dlq';
const tagsOf = (id: string) => ({ 'fanfare:stage': 'local', 'fanfare:subscriber': id });
const onTls = (arn: string) => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 'sqs:*',
  Resource: arn,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});
const tagList = (id: string) => Object.entries(tagsOf(id)).map(([Key, Value]) => ({ Key, Value }));
const ruleOf = (id: string) => ({ Name: `fanfare-local-${id}`, EventBusName: fanfare.bus });
const targetOf = (id: string) => ({ Rule: `fanfare-local-${id}`, EventBusName: fanfare.bus });

const isActive = (id: string) =>
  until(`${id} to be active`, async () => (await fanfare.subscriber(id)).status === 'active');

async function arrives(id: string, eventType: string): Promise<void> {
  const eventId = newEventId();
  await fanfare.publish({ DetailType: eventType, Detail: JSON.stringify({ eventId, tenant: 'acme' }) });
  await fanfare.settled(id, eventId, 'delivered');
}

describe('an active subscriber has', () => {
  let id: string;
  beforeAll(async () => {
    const settings = { eventTypes: ['invoice.*', 'order.paid'], tenant: 'acme', maxConcurrency: 7 };
    ({ id } = await fanfare.subscribe('/made', settings));
  });

  it('a queue of its own, for its rule alone', async () => {
    const { Timeout = 0 } = await resources.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: DELIVER }));
    const arn = resources.queueArn(id);
    expect(await resources.queue(fanfare.queueUrl(id))).toMatchObject({
      VisibilityTimeout: String(6 * Timeout),
      MessageRetentionPeriod: FOURTEEN_DAYS,
      SqsManagedSseEnabled: 'true',
      RedrivePolicy: { deadLetterTargetArn: resources.queueArn(id, '-dlq'), maxReceiveCount: 100 },
      Policy: {
        Version: '2012-10-17',
        Statement: [
          onTls(arn),
          {
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: arn,
            Condition: { ArnEquals: { 'aws:SourceArn': resources.ruleArn(id) } },
          },
        ],
      },
      Tags: tagsOf(id),
    });
  });

  it('a dead-letter queue that keeps as long and takes nothing from outside', async () => {
    expect(await resources.queue(fanfare.queueUrl(id, '-dlq'))).toMatchObject({
      MessageRetentionPeriod: FOURTEEN_DAYS,
      SqsManagedSseEnabled: 'true',
      RedrivePolicy: {},
      Policy: { Version: '2012-10-17', Statement: [onTls(resources.queueArn(id, '-dlq'))] },
      Tags: tagsOf(id),
    });
  });

  it('a mapping to `deliver` with its own concurrency, failing message by message', async () => {
    await resources.settledMapping(id, 'Enabled');
    expect(await resources.mapping(id)).toMatchObject({
      FunctionArn: DELIVER,
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 0,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 7 },
      Tags: tagsOf(id),
    });
  });

  it('a rule for its events, and the platform’s queue for what its own does not take', async () => {
    expect(await resources.rule(id)).toMatchObject({
      State: 'ENABLED',
      EventPattern: { 'detail-type': [{ prefix: 'invoice.' }, 'order.paid'], detail: { tenant: ['acme'] } },
      Targets: [{ Id: 'queue', Arn: resources.queueArn(id), DeadLetterConfig: { Arn: PLATFORM_DLQ } }],
      Tags: tagList(id),
    });
  });
});

describe('a deleted subscriber', () => {
  it('leaves nothing behind, and its queues stay until the mapping is gone', async () => {
    const { id } = await fanfare.subscribe('/removed', { eventTypes: ['removed.*'] });
    await fanfare.api('DELETE', `/v1/subscribers/${id}`);
    let queues: number;
    do {
      queues = (await resources.queueUrls(`fanfare-local-${id}`)).length;
      if (queues < 2) expect(await resources.mappings(id)).toEqual([]);
    } while (queues > 0);
    await until('it to be gone', async () => (await fanfare.api('GET', `/v1/subscribers/${id}`)).status === 404);
    expect(await resources.left(id)).toEqual([]);
  });

  it('leaves nothing behind where a part was gone before', async () => {
    const { id } = await fanfare.subscribe('/partly', { eventTypes: ['partly.*'] });
    await fanfare.events.send(new RemoveTargetsCommand({ ...targetOf(id), Ids: ['queue'] }));
    await fanfare.events.send(new DeleteRuleCommand(ruleOf(id)));
    await resources.removeMapping(id);
    await fanfare.sqs.send(new DeleteQueueCommand({ QueueUrl: fanfare.queueUrl(id) }));
    await fanfare.api('DELETE', `/v1/subscribers/${id}`);
    await until('it to be gone', async () => (await fanfare.api('GET', `/v1/subscribers/${id}`)).status === 404);
    expect(await resources.left(id)).toEqual([]);
  });
});

describe('a subscriber whose resources cannot be made', () => {
  const filler = (n: number) => ({ Name: `filler-${n}`, EventBusName: fanfare.bus });
  let fillers = 0;

  beforeAll(async () => {
    const rule = { EventPattern: '{"source":["nobody"]}' };
    for (let isFull = false; !isFull; fillers += isFull ? 0 : 1) {
      await fanfare.events.send(new PutRuleCommand({ ...filler(fillers), ...rule })).catch((error: Error) => {
        if (error.name !== 'LimitExceededException') throw error;
        isFull = true;
      });
    }
  });
  afterAll(async () => {
    for (let n = 1; n < fillers; n++) await fanfare.events.send(new DeleteRuleCommand(filler(n)));
  });

  it('says which step failed and why, and becomes active when the reason is gone', async () => {
    const input = (name: string) => ({ name, url: fanfare.endpoint.url(`/${name}`), eventTypes: [`${name}.*`] });
    const { body } = await fanfare.api<SubscriberView>('POST', '/v1/subscribers', input('full'));
    fanfare.endpoint.expect('/full', body.secret);
    const failed = await until('it to have failed', async () => {
      const subscriber = await fanfare.subscriber(body.id);
      return subscriber.status === 'failed' && subscriber;
    });
    expect(failed.failure).toEqual({
      step: 'rule',
      message: expect.stringContaining('exceeds the maximum number allowed') as string,
      at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    });
    await fanfare.events.send(new DeleteRuleCommand(filler(0)));
    await isActive(body.id);
    expect(await fanfare.subscriber(body.id)).not.toHaveProperty('failure');
    await arrives(body.id, 'full.again');
  });
});

describe('provisioning run again', () => {
  let whole: unknown;
  let id: string;
  beforeAll(async () => {
    ({ id } = await fanfare.subscribe('/again', { eventTypes: ['again.*'] }));
    whole = await resources.all(id);
  });

  async function provisionAgain(): Promise<void> {
    const update = new UpdateCommand({
      TableName: await tables.name('Subscribers'),
      Key: { id },
      UpdateExpression: 'SET #status = :status ADD version :one',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':status': 'provisioning', ':one': 1 },
    });
    await tables.client.send(update);
    await isActive(id);
  }

  const removeTarget = () => fanfare.events.send(new RemoveTargetsCommand({ ...targetOf(id), Ids: ['queue'] }));
  const removals = {
    target: removeTarget,
    rule: async () => {
      await removeTarget();
      await fanfare.events.send(new DeleteRuleCommand(ruleOf(id)));
    },
    mapping: () => resources.removeMapping(id),
    queue: () => fanfare.sqs.send(new DeleteQueueCommand({ QueueUrl: fanfare.queueUrl(id) })),
    'dead-letter queue': () => fanfare.sqs.send(new DeleteQueueCommand({ QueueUrl: fanfare.queueUrl(id, '-dlq') })),
  };

  it.each<(keyof typeof removals)[][]>([
    [[]],
    [['target']],
    [['rule']],
    [['mapping']],
    [['queue']],
    [['dead-letter queue']],
    [['rule', 'mapping', 'queue', 'dead-letter queue']],
  ])('makes what is missing: %j', async (missing) => {
    for (const part of missing) await removals[part]();
    await provisionAgain();
    expect(await resources.all(id)).toEqual(whole);
    await arrives(id, 'again.arrived');
  });

  it('puts right what was half made, or made otherwise, before', async () => {
    const half = `sub_${randomBytes(16).toString('hex')}`;
    const name = `fanfare-local-${half}`;
    await fanfare.sqs.send(new CreateQueueCommand({ QueueName: `${name}-dlq` }));
    await fanfare.sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: { VisibilityTimeout: '60' } }));
    const source = { EventSourceArn: resources.queueArn(half), FunctionName: DELIVER };
    const mapping = { ...source, BatchSize: 1, Enabled: false, Tags: tagsOf(half) };
    await resources.lambda.send(new CreateEventSourceMappingCommand(mapping));
    const pattern = JSON.stringify({ source: ['somebody.else'] });
    await fanfare.events.send(
      new PutRuleCommand({ ...ruleOf(half), EventPattern: pattern, State: 'DISABLED', Tags: tagList(half) }),
    );
    const target = { Id: 'queue', Arn: resources.queueArn(half, '-dlq') };
    await fanfare.events.send(new PutTargetsCommand({ ...targetOf(half), Targets: [target] }));
    const settings = { name: '/again', url: fanfare.endpoint.url('/again'), eventTypes: ['again.*'] };
    const state = { desired: 'active', status: 'provisioning', version: 1, secrets: [] };
    await tables.write('Subscribers', [{ ...settings, ...state, id: half, listing: 'subscriber' }]);
    await isActive(half);
    expect(await resources.all(half)).toEqual(whole);
  });
});
