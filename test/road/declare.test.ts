import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OnAwsCall } from '../../local/aws/fault.ts';
import { TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { SubscriberResourcesView } from './subscriber-resources.ts';

const STACK = 'arn:aws:cloudformation:us-east-1:000000000000:stack/Shop/5f2c1a30-0000-11f0-a000-0eb1234567ab';

interface Told {
  readonly Status: string;
  readonly Reason: string;
  readonly PhysicalResourceId: string;
  readonly NoEcho?: boolean;
  readonly Data?: Record<string, string>;
}

let fanfare: TestPlatform;
let resources: SubscriberResourcesView;
/** Where CloudFormation would wait for its answer. */
let cloudFormation: http.Server;
const told: Told[] = [];
/** Whether no rule can be made. */
let isFull = false;
const onAwsCall: OnAwsCall = ({ action }) =>
  isFull && action === 'PutRule' ? { fault: 'before', kind: { code: 'LimitExceededException', status: 400 } } : 'pass';

beforeAll(async () => {
  fanfare = await TestPlatform.start({}, { onAwsCall });
  resources = new SubscriberResourcesView(fanfare);
  cloudFormation = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    told.push(JSON.parse(Buffer.concat(chunks).toString()) as Told);
    response.end();
  });
  await new Promise<void>((resolve) => cloudFormation.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await fanfare.stop();
  cloudFormation.close();
});

interface Asked {
  readonly LogicalResourceId: string;
  readonly RequestId?: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Record<string, unknown>;
  readonly OldResourceProperties?: Record<string, unknown>;
}

/** Sends the event, as CloudFormation does; answers what it is told. */
async function tell(RequestType: 'Create' | 'Update' | 'Delete', asked: Asked): Promise<Told> {
  const { port } = cloudFormation.address() as AddressInfo;
  const event = {
    ...{ RequestType, StackId: STACK, RequestId: randomUUID(), ResourceType: 'Custom::FanfareSubscriber' },
    ResponseURL: `http://127.0.0.1:${port}/answer`,
    ...asked,
  };
  const { FunctionError } = await resources.lambda.send(
    new InvokeCommand({ FunctionName: 'fanfare-local-declare', Payload: JSON.stringify(event) }),
  );
  expect(FunctionError).toBeUndefined();
  const answer = told.pop();
  if (!answer) throw new Error('CloudFormation was told nothing.');
  return answer;
}

/** The properties as a template would have them. */
function properties(settings: Record<string, unknown>, more: Record<string, unknown> = {}): Record<string, unknown> {
  const all = { name: 'Billing', url: fanfare.endpoint.url('/declared'), eventTypes: ['declared.*'], ...settings };
  return { ServiceToken: 'x', ServiceTimeout: '900', Settings: JSON.stringify(all), ...more };
}

async function created(LogicalResourceId: string, ResourceProperties: Record<string, unknown>): Promise<Told> {
  const answer = await tell('Create', { LogicalResourceId, ResourceProperties });
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: expect.stringMatching(/^sub_/) as string });
  return answer;
}

const view = async (id: string) => (await fanfare.api<Record<string, unknown>>('GET', `/v1/subscribers/${id}`)).body;
const isGone = async (id: string) => (await fanfare.api('GET', `/v1/subscribers/${id}`)).status === 404;
const count = async () => (await fanfare.api<{ items: [] }>('GET', '/v1/subscribers?limit=100')).body.items.length;

describe('a creation', () => {
  it('answers when events arrive, with the id and the secret, which is to be shown to nobody', async () => {
    const { PhysicalResourceId: id, Data, NoEcho } = await created('Arrives', properties({ eventTypes: ['arrives'] }));
    expect(Data).toEqual({ SubscriberId: id, Secret: expect.stringMatching(/^whsec_/) as string });
    expect(NoEcho).toBe(true);
    fanfare.endpoint.expect('/declared', Data?.Secret ?? '');
    await fanfare.publish({ DetailType: 'arrives' });
    const [webhook] = await until(
      'the webhook',
      () => fanfare.endpoint.received.length > 0 && fanfare.endpoint.received,
    );
    expect(webhook?.isVerified).toBe(true);
  });

  it('notes whose the subscriber is, beside what its owner notes', async () => {
    const { PhysicalResourceId: id } = await created('Noted', properties({ metadata: { team: 'money' } }));
    expect(await view(id)).toMatchObject({
      metadata: { team: 'money', 'aws:cloudformation:stack-id': STACK, 'aws:cloudformation:logical-id': 'Noted' },
    });
  });

  it('answers the public key of one that signs with a key pair', async () => {
    const { Data } = await created('Pair', properties({ signing: 'ed25519' }));
    expect(Data).toEqual({
      SubscriberId: expect.stringMatching(/^sub_/) as string,
      PublicKey: expect.stringMatching(/^whpk_/) as string,
    });
  });

  it('sent again makes nothing new', async () => {
    const asked = { LogicalResourceId: 'Again', RequestId: 'request-1', ResourceProperties: properties({}) };
    const first = await tell('Create', asked);
    const before = await count();
    expect(await tell('Create', asked)).toEqual(first);
    expect(await count()).toBe(before);
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>, string]>([
    ['settings', { eventTypes: ['a*'], timeoutSeconds: 99 }, {}, '`eventTypes.0` may hold `*` only alone'],
    ['properties', {}, { Colour: 'red' }, '`Colour` is not a known property.'],
    ['headers', {}, { Headers: { host: 'elsewhere' } }, '`headers'],
  ])('of wrong %s fails with a sentence, and there is nothing to delete', async (_, settings, more, sentence) => {
    const before = await count();
    const asked = { LogicalResourceId: 'Wrong', ResourceProperties: properties(settings, more) };
    const answer = await tell('Create', asked);
    expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'Wrong' });
    expect(answer.Reason).toContain(sentence);
    expect(await tell('Delete', { ...asked, PhysicalResourceId: 'Wrong' })).toMatchObject({ Status: 'SUCCESS' });
    expect(await count()).toBe(before);
  });

  it('that CloudFormation gave up on the way is found and removed, though it knows no id', async () => {
    const asked = { LogicalResourceId: 'Cancelled', ResourceProperties: properties({}) };
    const { PhysicalResourceId: id } = await created('Cancelled', asked.ResourceProperties);
    const { PhysicalResourceId: other } = await created('Bystander', asked.ResourceProperties);
    const generated = 'Shop-Cancelled-1ABCDEFGHIJKL';
    expect(await tell('Delete', { ...asked, PhysicalResourceId: generated })).toMatchObject({ Status: 'SUCCESS' });
    expect(await isGone(id)).toBe(true);
    expect(await view(other)).toMatchObject({ status: 'active' });
  });
});

describe('a creation that fails', () => {
  const failing = (name: string) =>
    until(`${name} to have failed`, async () => {
      const { items } = (
        await fanfare.api<{ items: { id: string; name: string }[] }>('GET', '/v1/subscribers?status=failed')
      ).body;
      return items.find((subscriber) => subscriber.name === name);
    });

  it('for a moment goes on', async () => {
    isFull = true;
    const creation = created('Moment', properties({ name: 'Moment' }));
    await failing('Moment');
    isFull = false;
    const { PhysicalResourceId: id } = await creation;
    expect(await view(id)).toMatchObject({ status: 'active' });
  });

  it('for good says why, and what was made is removed', async () => {
    isFull = true;
    const asked = { LogicalResourceId: 'Good', ResourceProperties: properties({ name: 'Good' }) };
    const creation = tell('Create', asked);
    const { id } = await failing('Good');
    const { Status, Reason, PhysicalResourceId } = await creation;
    isFull = false;
    expect({ Status, PhysicalResourceId }).toEqual({ Status: 'FAILED', PhysicalResourceId: id });
    expect(Reason).toMatch(new RegExp(`^The subscriber ${id} could not be made: rule: `));
    await until('it to be gone', () => isGone(id));
    expect(await resources.left(id)).toEqual([]);
    expect(await tell('Delete', { ...asked, PhysicalResourceId })).toMatchObject({ Status: 'SUCCESS' });
  });
});

describe('an update', () => {
  it('changes in place, puts back to its default what is left out, and answers the same secret', async () => {
    const before = properties({ description: 'to be left out', timeoutSeconds: 3 }, { Headers: { 'x-shop': 'main' } });
    const after = properties({ eventTypes: ['later.*'], url: fanfare.endpoint.url('/later') });
    const { PhysicalResourceId: id, Data } = await created('InPlace', before);
    const update = { ResourceProperties: after, OldResourceProperties: before, PhysicalResourceId: id };
    const answer = await tell('Update', { LogicalResourceId: 'InPlace', ...update });
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id, NoEcho: true, Data });
    const now = await view(id);
    expect(now).toMatchObject({ eventTypes: ['later.*'], url: fanfare.endpoint.url('/later'), status: 'active' });
    for (const field of ['description', 'timeoutSeconds', 'headerNames']) expect(now).not.toHaveProperty(field);
  });

  it('that is wrong fails with a sentence and changes nothing', async () => {
    const before = properties({});
    const { PhysicalResourceId: id } = await created('Kept', before);
    const { version } = await view(id);
    const update = { ResourceProperties: properties({ eventTypes: [] }), OldResourceProperties: before };
    const answer = await tell('Update', { LogicalResourceId: 'Kept', PhysicalResourceId: id, ...update });
    expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: id });
    expect(answer.Reason).toContain('`eventTypes` must be a list of 1 to 100');
    expect(await view(id)).toMatchObject({ version, status: 'active' });
  });

  it.each([
    ['tenant', { tenant: 'acme' }],
    ['signing', { signing: 'ed25519' }],
  ])('of the %s makes another one, and a rollback finds the one before', async (what, change) => {
    const LogicalResourceId = `Replaced${what}`;
    const [before, after] = [properties({}), properties(change)];
    const { PhysicalResourceId: old, Data } = await created(LogicalResourceId, before);
    const update = { LogicalResourceId, ResourceProperties: after, OldResourceProperties: before };
    const { PhysicalResourceId: id, Status } = await tell('Update', { ...update, PhysicalResourceId: old });
    expect(Status).toBe('SUCCESS');
    expect(id).toMatch(/^sub_/);
    expect(id).not.toBe(old);
    expect(await view(old)).toMatchObject({ status: 'active' });
    const back = { LogicalResourceId, ResourceProperties: before, OldResourceProperties: after };
    const answer = await tell('Update', { ...back, PhysicalResourceId: id });
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: old, Data });
  });

  it('of one that somebody deleted makes it anew', async () => {
    const asked = properties({});
    const { PhysicalResourceId: old } = await created('Anew', asked);
    await fanfare.api('DELETE', `/v1/subscribers/${old}`);
    await until('it to be gone', () => isGone(old));
    const update = { ResourceProperties: asked, OldResourceProperties: asked, PhysicalResourceId: old };
    const { Status, PhysicalResourceId: id } = await tell('Update', { LogicalResourceId: 'Anew', ...update });
    expect(Status).toBe('SUCCESS');
    expect(await view(id)).toMatchObject({ status: 'active' });
  });
});

describe('what a cut request left behind', () => {
  it('is removed by the next one for its resource, but never what a policy retained', async () => {
    const asked = properties({ tenant: 'one' });
    const { PhysicalResourceId: retained } = await created('Cut', asked);
    const { metadata } = (await fanfare.api<{ metadata: object }>('GET', `/v1/subscribers/${retained}`)).body;
    const input = { name: 'Stray', url: 'https://hooks.example.com/', eventTypes: ['nothing.happens'], metadata };
    const { id: stray } = (await fanfare.api<{ id: string }>('POST', '/v1/subscribers', input)).body;
    const { PhysicalResourceId: id } = await created('Cut', asked);
    await until('the stray to be gone', () => isGone(stray));
    expect(await isGone(retained)).toBe(false);
    expect(await isGone(id)).toBe(false);
  });
});

describe('a deletion', () => {
  it('answers when nothing is left, and again when there was nothing', async () => {
    const { PhysicalResourceId: id } = await created('Deleted', properties({}));
    const asked = { LogicalResourceId: 'Deleted', ResourceProperties: properties({}), PhysicalResourceId: id };
    expect(await tell('Delete', asked)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
    expect(await isGone(id)).toBe(true);
    expect(await resources.left(id)).toEqual([]);
    expect(await tell('Delete', asked)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
  });

  it('fails while dead letters wait, as does a replacement, unless they may be lost', async () => {
    const before = properties({});
    const { PhysicalResourceId: id } = await created('Waiting', before);
    await fanfare.sqs.send(new SendMessageCommand({ QueueUrl: fanfare.queueUrl(id, '-dlq'), MessageBody: '{}' }));
    const asked = { LogicalResourceId: 'Waiting', PhysicalResourceId: id };
    const deletion = await tell('Delete', { ...asked, ResourceProperties: before });
    expect(deletion.Status).toBe('FAILED');
    expect(deletion.Reason).toMatch(/^1 dead letter waits .*deploy it with forceDelete, then delete it;/);
    expect(deletion.Reason).toContain(`run \`npx fanfare --stage local subscribers delete ${id} --force\`.`);
    const update = { ResourceProperties: properties({ tenant: 'acme' }), OldResourceProperties: before };
    const replacement = await tell('Update', { ...asked, ...update });
    expect(replacement).toMatchObject({ Status: 'FAILED', PhysicalResourceId: id });
    expect(replacement.Reason).toContain(`dead letters (1) wait for ${id}`);
    expect(await view(id)).toMatchObject({ status: 'active' });
    const forced = await tell('Delete', { ...asked, ResourceProperties: properties({}, { ForceDelete: 'true' }) });
    expect(forced.Status).toBe('SUCCESS');
    expect(await resources.left(id)).toEqual([]);
  });
});
