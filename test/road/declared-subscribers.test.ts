import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Parameter,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { App, CfnOutput, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebhookSubscriber, type WebhookSubscriberProps } from '../../lib/webhook-subscriber.ts';
import { synthesizeExample } from '../lib/synthesize-example.ts';
import { newEventId, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { SubscriberResourcesView } from './subscriber-resources.ts';

let fanfare: TestPlatform;
let resources: SubscriberResourcesView;
let cloudFormation: CloudFormationClient;
beforeAll(async () => {
  fanfare = await TestPlatform.start();
  resources = new SubscriberResourcesView(fanfare);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const endpoint = fanfare.platform.awsUrl;
  cloudFormation = new CloudFormationClient({ endpoint, region: 'us-east-1', credentials });
});
afterAll(() => fanfare.stop());

const StackName = 'Shop';
/** It would break JSON. */
const TOKEN = 'say "hello" \\';

/** Waits until CloudFormation is done; answers the stack's outputs. */
async function done(status: string): Promise<Record<string, string>> {
  const stack = await until(`the stack to be ${status}`, async () => {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
    const [found] = Stacks;
    return /_IN_PROGRESS$/.test(found?.StackStatus ?? '') ? undefined : found;
  });
  expect(stack.StackStatus, await reasons()).toBe(status);
  return Object.fromEntries((stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
}

async function reasons(): Promise<string> {
  const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName }));
  return StackEvents.map((event) => event.ResourceStatusReason ?? '').join('\n');
}

/** The example's stack, changed; the subscribers have the names they have there. */
function shop(
  billing: Partial<WebhookSubscriberProps>,
  warehouse: Partial<WebhookSubscriberProps> | 'none' = {},
): object {
  const stack = new Stack(new App(), StackName);
  const token = new CfnParameter(stack, 'Token', { noEcho: true });
  const declared = new WebhookSubscriber(stack, 'Billing', {
    ...{ stage: 'local', name: 'Billing', eventTypes: ['refund.*'], url: fanfare.endpoint.url('/refunds') },
    headers: { authorization: token.valueAsString },
    ...billing,
  });
  new CfnOutput(stack, 'BillingId', { value: declared.subscriberId });
  if (warehouse !== 'none') {
    const url = fanfare.endpoint.url('/warehouse');
    new WebhookSubscriber(stack, 'Warehouse', {
      ...{ stage: 'local', name: 'Warehouse', eventTypes: ['order.*'], url },
      // So that it can be seen here what is handed on.
      headers: { 'x-billing-secret': declared.secret.unsafeUnwrap() },
      ...warehouse,
    });
  }
  return Template.fromStack(stack).toJSON();
}

/** Fanfare refuses it, which nobody can see before deployment: the tenant's field is the stage's to name. */
const REFUSED: Partial<WebhookSubscriberProps> = { tenant: 'acme', filter: { tenant: ['acme'] } };

async function update(template: object, status = 'UPDATE_COMPLETE'): Promise<Record<string, string>> {
  const Parameters: Parameter[] = [{ ParameterKey: 'Token', ParameterValue: TOKEN }];
  await cloudFormation.send(new UpdateStackCommand({ StackName, TemplateBody: JSON.stringify(template), Parameters }));
  return done(status);
}

/** Publishes an event, and waits for its webhook at a path. */
async function arrives(path: string, DetailType: string, detail: object = {}) {
  const eventId = newEventId();
  await fanfare.publish({ DetailType, Detail: JSON.stringify({ ...detail, eventId }) });
  return until(`${DetailType} at ${path}`, () =>
    fanfare.endpoint.at(path).find(({ headers }) => headers['webhook-id'] === eventId),
  );
}

const isGone = async (id: string) => (await fanfare.api('GET', `/v1/subscribers/${id}`)).status === 404;

/** The ids of all whose name is Billing's. */
async function billings(): Promise<string[]> {
  const { body } = await fanfare.api<{ items: { id: string }[] }>('GET', '/v1/subscribers?q=billing');
  return body.items.map(({ id }) => id);
}

/** The ids of the example's subscribers. */
let billingId: string;
let warehouseId: string;

it('the example makes two subscribers that receive', async () => {
  const context = {
    stage: 'local',
    billingUrl: fanfare.endpoint.url('/billing'),
    warehouseUrl: fanfare.endpoint.url('/warehouse'),
  };
  const TemplateBody = JSON.stringify(synthesizeExample('subscribers', context));
  await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody }));
  const { BillingId = '', WarehouseId = '' } = await done('CREATE_COMPLETE');
  [billingId, warehouseId] = [BillingId, WarehouseId];
  await arrives('/billing', 'invoice.paid', { tenant: 'acme', amount: 120 });
  await arrives('/warehouse', 'order.placed');
});

it('an update changes them in place, and hands on secrets that nobody is shown', async () => {
  const { BillingId } = await update(shop({ tenant: 'acme' }));
  expect(BillingId).toBe(billingId);
  const { headers } = await arrives('/warehouse', 'order.returned');
  fanfare.endpoint.expect('/refunds', headers['x-billing-secret'] ?? '');
  const webhook = await arrives('/refunds', 'refund.made', { tenant: 'acme' });
  expect(webhook.isVerified).toBe(true);
  expect(webhook.headers.authorization).toBe(TOKEN);
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
  const { StackEvents } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName }));
  const shown = JSON.stringify([Stacks, StackEvents]);
  for (const secret of [headers['x-billing-secret'] ?? '', 'say ']) expect(shown).not.toContain(secret);
});

it('an update that Fanfare refuses is rolled back, and its reason told', async () => {
  await update(shop(REFUSED), 'UPDATE_ROLLBACK_COMPLETE');
  expect(await reasons()).toContain('`filter.tenant` is set by `tenant`');
  await arrives('/refunds', 'refund.made', { tenant: 'acme' });
});

it('another tenant is another subscriber, and nothing is left of the one before', async () => {
  const { BillingId = '' } = await update(shop({ tenant: 'globex' }));
  expect(BillingId).not.toBe(billingId);
  expect(await isGone(billingId)).toBe(true);
  expect(await resources.left(billingId)).toEqual([]);
  await arrives('/refunds', 'refund.made', { tenant: 'globex' });
  billingId = BillingId;
});

it('a replacement that is rolled back leaves the one before, and no other', async () => {
  const { BillingId } = await update(shop({ tenant: 'initech' }, REFUSED), 'UPDATE_ROLLBACK_COMPLETE');
  expect(BillingId).toBe(billingId);
  expect(await billings()).toEqual([billingId]);
  await arrives('/refunds', 'refund.made', { tenant: 'globex' });
});

it('one that is declared no more is gone', async () => {
  await update(shop({ tenant: 'globex' }, 'none'));
  expect(await isGone(warehouseId)).toBe(true);
  expect(await resources.left(warehouseId)).toEqual([]);
});

it('with the stack the rest is gone', async () => {
  await cloudFormation.send(new DeleteStackCommand({ StackName }));
  await until('the subscriber to be gone', () => isGone(billingId));
  expect(await resources.left(billingId)).toEqual([]);
});
