import { randomBytes } from 'node:crypto';
import { PutRuleCommand, PutTargetsCommand, RemoveTargetsCommand } from '@aws-sdk/client-eventbridge';
import { UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import {
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type QueueAttributeName,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StackTables } from '../stack-tables.ts';
import { TestPlatform } from '../test-platform.ts';
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

const PLATFORM_DLQ = 'arn:aws:sqs:us-east-1:000000000000:fanfare-local-platform-dlq';
/** As many targets as a rule may have, all somebody else's. */
const CROWD = Array.from({ length: 5 }, (_, n) => ({ Id: `crowd-${n}`, Arn: PLATFORM_DLQ }));
/** Longer than the first three waits together. */
const SECONDS = 90;

const newId = () => `sub_${randomBytes(16).toString('hex')}`;
const ruleOf = (id: string) => ({ Name: `fanfare-local-${id}`, EventBusName: fanfare.bus });
const targetsOf = (id: string) => ({ Rule: `fanfare-local-${id}`, EventBusName: fanfare.bus });
const retryQueue = () => `${fanfare.platform.awsUrl}/000000000000/fanfare-local-provision-retries`;

async function register(...ids: string[]): Promise<void> {
  const settings = { url: fanfare.endpoint.url('/retries'), eventTypes: ['retries.*'] };
  const state = { desired: 'active', status: 'provisioning', version: 1, secrets: [] };
  const record = (id: string) => ({ ...settings, ...state, id, name: id, listing: 'subscriber' });
  await tables.write('Subscribers', ids.map(record));
}

/** Registers one whose queue finds no room among its rule's targets, and waits until that is noted. */
async function registerStuck(id: string) {
  await fanfare.events.send(new PutRuleCommand({ ...ruleOf(id), EventPattern: '{"source":["nobody"]}' }));
  await fanfare.events.send(new PutTargetsCommand({ ...targetsOf(id), Targets: CROWD }));
  await register(id);
  return has(id, 'failed');
}

const makeRoom = (id: string) =>
  fanfare.events.send(new RemoveTargetsCommand({ ...targetsOf(id), Ids: CROWD.map(({ Id }) => Id) }));

const has = (id: string, status: string) =>
  until(
    `${id} to be ${status}`,
    async () => {
      const subscriber = await fanfare.subscriber(id);
      return subscriber.status === status && subscriber;
    },
    SECONDS,
  );

/** How many messages there are in the retry queue, in which state. */
async function waiting(): Promise<Record<string, string>> {
  const AttributeNames = ['', 'Delayed', 'NotVisible'].map((state) => `ApproximateNumberOfMessages${state}`);
  const command = new GetQueueAttributesCommand({
    QueueUrl: retryQueue(),
    AttributeNames: AttributeNames as QueueAttributeName[],
  });
  return (await fanfare.sqs.send(command)).Attributes ?? {};
}

/** What `provision` said about one, by its message. */
const said = (id: string, message: string) =>
  fanfare.log.filter((line) => line.subscriberId === id && line.message === message);

describe('a subscriber that cannot be provisioned', () => {
  const [stuck = '', ...others] = Array.from({ length: 12 }, (_, n) => `sub_${String(n).padStart(32, '0')}`);

  it('says why, and holds up nobody who comes after it', async () => {
    const { failure } = await registerStuck(stuck);
    expect(failure).toMatchObject({ step: 'target', message: expect.stringContaining('5 targets') as string });
    await register(...others);
    await Promise.all(others.map((id) => has(id, 'active')));
    expect((await fanfare.subscriber(stuck)).status).toBe('failed');
  }, 120_000);

  it('waits no longer once it is deleted, and leaves nothing behind', async () => {
    const id = newId();
    await registerStuck(id);
    await makeRoom(id);
    await fanfare.api('DELETE', `/v1/subscribers/${id}`);
    await until('the deletion and the retry', () => said(id, 'provisioned').length === 2);
    expect((await fanfare.api('GET', `/v1/subscribers/${id}`)).status).toBe(404);
    expect(await resources.left(id)).toEqual([]);
  });

  it('is tried again and again, and becomes active by itself when the reason is gone', async () => {
    await until('a retry to have failed', () => said(stuck, 'provisioning failed').length > 1);
    await makeRoom(stuck);
    expect(await has(stuck, 'active')).not.toHaveProperty('failure');
    await until('nobody to wait any more', async () => Object.values(await waiting()).every((count) => count === '0'));
  }, 120_000);
});

describe('a subscriber that cannot be deleted', () => {
  it('says why, and goes by itself when the reason is gone', async () => {
    const { id } = await fanfare.subscribe('/stays', { eventTypes: ['stays.*'] });
    const [own = { Id: '', Arn: '' }] = CROWD;
    await fanfare.events.send(new PutTargetsCommand({ ...targetsOf(id), Targets: [own] }));
    await fanfare.api('DELETE', `/v1/subscribers/${id}`);
    const { failure } = await has(id, 'failed');
    expect(failure).toMatchObject({ step: 'rule', message: expect.stringContaining('it has targets') as string });
    await fanfare.events.send(new RemoveTargetsCommand({ ...targetsOf(id), Ids: [own.Id] }));
    await until('it to be gone', async () => (await fanfare.api('GET', `/v1/subscribers/${id}`)).status === 404);
    expect(await resources.left(id)).toEqual([]);
  });
});

describe('a retry that comes too late', () => {
  const retry = (subscriberId: string) =>
    fanfare.sqs.send(new SendMessageCommand({ QueueUrl: retryQueue(), MessageBody: JSON.stringify({ subscriberId }) }));

  it('changes nothing for one that is active', async () => {
    const { id } = await fanfare.subscribe('/late', { eventTypes: ['late.*'] });
    const whole = await resources.all(id);
    await retry(id);
    await until('the retry', () => said(id, 'provisioned').length === 2);
    expect(await resources.all(id)).toEqual(whole);
    expect(await fanfare.subscriber(id)).toMatchObject({ status: 'active', version: 1 });
  });

  it('does not undo what was desired while it was at work', async () => {
    const { id } = await fanfare.subscribe('/both', { eventTypes: ['both.*'] });
    const { UUID } = await resources.settledMapping(id, 'Enabled');
    // As long as the mapping is being changed, the retry waits, for longer each time.
    for (let changes = 0; changes < 12; ) {
      const ScalingConfig = { MaximumConcurrency: 10 + (changes % 2) };
      const isChanged = await resources.lambda
        .send(new UpdateEventSourceMappingCommand({ UUID, ScalingConfig }))
        .catch((error: Error) => error.name !== 'ResourceInUseException' && Promise.reject(error));
      if (isChanged) changes++;
      if (changes === 1 && isChanged) await retry(id);
    }
    await tables.client.send(
      new UpdateCommand({
        TableName: await tables.name('Subscribers'),
        Key: { id },
        UpdateExpression: 'SET desired = :paused ADD version :one',
        ExpressionAttributeValues: { ':paused': 'paused', ':one': 1 },
      }),
    );
    await until('both runs to have ended', () => said(id, 'provisioned').length === 3);
    await resources.settledMapping(id, 'Disabled');
    expect((await fanfare.subscriber(id)).status).toBe('paused');
  });

  it('removes what an interrupted run has left of one that is gone', async () => {
    const id = newId();
    await fanfare.events.send(new PutRuleCommand({ ...ruleOf(id), EventPattern: '{"source":["nobody"]}' }));
    await retry(id);
    await until('the retry', () => said(id, 'provisioned').length === 1);
    expect(await resources.left(id)).toEqual([]);
  });
});

describe('where there is no retry queue', () => {
  beforeAll(() => fanfare.sqs.send(new DeleteQueueCommand({ QueueUrl: retryQueue() })));

  it('the stream tries again, so that nobody is lost', async () => {
    const id = newId();
    await registerStuck(id);
    await until('a second try', () => said(id, 'provisioning failed').length > 1);
    await makeRoom(id);
    await has(id, 'active');
  });
});
