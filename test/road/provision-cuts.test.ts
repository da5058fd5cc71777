/** `provision` is cut off after each of its calls to AWS. What it was at must come to the same end as if it had not been. */
import { GetEventSourceMappingCommand, InvokeCommand } from '@aws-sdk/client-lambda';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AwsCall, Fault } from '../../local/aws/fault.ts';
import { StackTables } from '../stack-tables.ts';
import { TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { SubscriberResourcesView } from './subscriber-resources.ts';

/** One that is cut off at its nth call of a phase. */
interface Cut {
  readonly at: number;
  /** `crash`: nothing it does afterwards gets through either. `fault`: it can still say what happened. */
  readonly kind: 'crash' | 'fault';
  calls: number;
  /** Those that have counted. */
  readonly looks: Set<string>;
  /** The action it was cut off at. */
  action?: string;
  /** It has gone on with something else since. */
  isOver?: boolean;
}

/** More than any phase has that count. */
const MOST_CALLS = 20;

/** How often it looks whether Lambda is done depends on the time that takes: only the first of each counts. */
const LOOKS = ['ListEventSourceMappings', 'GetEventSourceMapping'];

const idOf = (n: number) => `sub_${String(n).padStart(32, '0')}`;
const WHOLE = idOf(0);
const cuts = new Map<string, Cut>();
const ids = Array.from({ length: 2 * MOST_CALLS }, (_, n) => idOf(n + 1));
const kindOf = (id: string) => (ids.indexOf(id) < MOST_CALLS ? 'crash' : 'fault');

let fanfare: TestPlatform;
let resources: SubscriberResourcesView;
let tables: StackTables;
/** Where the log stood when the phase began. */
let phaseStart = 0;

beforeAll(async () => {
  fanfare = await TestPlatform.start({}, { onAwsCall });
  resources = new SubscriberResourcesView(fanfare);
  tables = new StackTables(fanfare.platform.awsUrl);
});
afterAll(() => fanfare.stop());

async function onAwsCall({ caller, action, request }: AwsCall): Promise<'pass' | Fault> {
  if (caller !== 'fanfare-local-provision') return 'pass';
  const id = await subscriberOf(request);
  const cut = cuts.get(id);
  if (!cut || isOver(id, cut) || isOneLookMore(action, cut)) return 'pass';
  cut.calls++;
  if (cut.calls < cut.at) return 'pass';
  if (cut.calls === cut.at) {
    cut.action = action;
    return { fault: 'after', kind: 'reset' };
  }
  // The SDK tries again, which must not hide the cut.
  cut.isOver = cut.kind === 'fault' && action !== cut.action;
  return cut.isOver ? 'pass' : { fault: 'before', kind: 'reset' };
}

/** Once it is cut off, looks are calls like any other. */
function isOneLookMore(action: string, { calls, at, looks }: Cut): boolean {
  if (calls >= at || !LOOKS.includes(action)) return false;
  const isFirst = !looks.has(action);
  looks.add(action);
  return !isFirst;
}

/** Whether calls get through again: in the end the invocation is over. */
function isOver(id: string, cut: Cut): boolean {
  return cut.isOver === true || said(id, 'provisioned') > 0 || said(id, 'not set apart') > 0;
}

const said = (id: string, message: string) =>
  fanfare.log.slice(phaseStart).filter((line) => line.subscriberId === id && line.message === message).length;

const mappingOwners = new Map<string, Promise<string>>();

/** Whom a call is about. Most name the id, and those about a mapping its UUID. */
async function subscriberOf(request: string): Promise<string> {
  const uuid = /event-source-mappings\/([0-9a-f-]{36})/.exec(request)?.[1];
  if (uuid === undefined) return /sub_[0-9a-f]{32}/.exec(request)?.[0] ?? '';
  const owner = mappingOwners.get(uuid) ?? sourceOf(uuid);
  mappingOwners.set(uuid, owner);
  return /sub_[0-9a-f]{32}/.exec(await owner)?.[0] ?? '';
}

async function sourceOf(UUID: string): Promise<string> {
  return (await resources.lambda.send(new GetEventSourceMappingCommand({ UUID }))).EventSourceArn ?? '';
}

/** Has everyone cut off at another call, makes the change and waits until all have come through it. */
async function phase(kinds: readonly Cut['kind'][], change: (id: string) => Promise<unknown>): Promise<void> {
  phaseStart = fanfare.log.length;
  cuts.clear();
  ids.forEach((id, index) => {
    if (kinds.includes(kindOf(id)))
      cuts.set(id, { at: (index % MOST_CALLS) + 1, kind: kindOf(id), calls: 0, looks: new Set() });
  });
  await Promise.all([WHOLE, ...ids].map(change));
  for (const id of [WHOLE, ...ids]) await until(`${id} to be provisioned`, () => said(id, 'provisioned') > 0);
}

/** One write, so that one run of `provision` sees all of it. */
async function desire(id: string, expression: string, values: Record<string, unknown>): Promise<void> {
  const update = {
    TableName: await tables.name('Subscribers'),
    Key: { id },
    UpdateExpression: `SET #status = :provisioning, ${expression} ADD version :one`,
    ExpressionAttributeNames: { '#status': 'status', ...(expression.includes('#mode') ? { '#mode': 'mode' } : {}) },
    ExpressionAttributeValues: { ':provisioning': 'provisioning', ':one': 1, ...values },
  };
  await tables.client.send(new UpdateCommand(update));
}

async function expectAllAsWhole(status: string, mapping: 'Enabled' | 'Disabled' | 'none'): Promise<void> {
  const whole = await resources.all(WHOLE, mapping);
  const check = async (id: string) => {
    expect(await fanfare.subscriber(id)).toMatchObject({ status });
    expect(await resources.all(id, mapping), `${id}, cut off at ${cuts.get(id)?.action}`).toEqual(whole);
  };
  await Promise.all(ids.map(check));
  await expectNoDrift();
}

async function expectNoDrift(): Promise<void> {
  const { Payload } = await resources.lambda.send(new InvokeCommand({ FunctionName: 'fanfare-local-sweep' }));
  const summary = JSON.parse(Buffer.from(Payload ?? []).toString()) as object;
  expect(summary).toMatchObject({ drifted: [], orphans: [] });
}

/** The actions at which a kind of cut was made. */
const cutOffAt = (kind: Cut['kind']) =>
  [...new Set([...cuts.values()].flatMap((cut) => (cut.kind === kind ? (cut.action ?? []) : [])))].sort();

const BOTH = ['crash', 'fault'] as const;
const EVERY_TIME = ['CreateQueue', 'GetItem', 'ListEventSourceMappings', 'PutRule', 'PutTargets', 'UpdateItem'];
const also = (...actions: string[]) => [...EVERY_TIME, ...actions].sort();

describe('cut off anywhere, provision comes to the same end', () => {
  it('of a registration', async () => {
    const state = { desired: 'active', status: 'provisioning', version: 1, secrets: [], listing: 'subscriber' };
    const settings = { name: 'cut', url: fanfare.endpoint.url('/cut'), eventTypes: ['cut.*'] };
    await phase(BOTH, (id) => tables.write('Subscribers', [{ ...settings, ...state, id }]));
    for (const kind of BOTH) expect(cutOffAt(kind)).toEqual(also('CreateEventSourceMapping'));
    await expectAllAsWhole('active', 'Enabled');
  });

  it('of a change', async () => {
    const values = { ':types': ['cut.off'], ':concurrency': 7, ':paused': 'paused' };
    await phase(['crash'], (id) =>
      desire(id, 'eventTypes = :types, maxConcurrency = :concurrency, desired = :paused', values),
    );
    expect(cutOffAt('crash')).toEqual(also('GetEventSourceMapping', 'UpdateEventSourceMapping'));
    await expectAllAsWhole('paused', 'Disabled');
  });

  it('of becoming a puller', async () => {
    await phase(['crash'], (id) => desire(id, '#mode = :pull', { ':pull': 'pull' }));
    expect(cutOffAt('crash')).toEqual(also('GetEventSourceMapping', 'DeleteEventSourceMapping'));
    await expectAllAsWhole('paused', 'none');
  });

  it('of being called again', async () => {
    await phase(['crash'], (id) =>
      desire(id, '#mode = :push, desired = :active', { ':push': 'push', ':active': 'active' }),
    );
    expect(cutOffAt('crash')).toEqual(also('CreateEventSourceMapping'));
    await expectAllAsWhole('active', 'Enabled');
  });

  it('of a deletion', async () => {
    await phase(BOTH, (id) => fanfare.api('DELETE', `/v1/subscribers/${id}`));
    const removing = [
      ...['DeleteEventSourceMapping', 'DeleteItem', 'DeleteQueue', 'DeleteRule', 'GetEventSourceMapping', 'GetItem'],
      ...['GetQueueUrl', 'ListEventSourceMappings', 'RemoveTargets', 'SendMessage'],
    ];
    for (const kind of BOTH) expect(cutOffAt(kind)).toEqual(removing);
    const check = async (id: string) => {
      expect((await fanfare.api('GET', `/v1/subscribers/${id}`)).status).toBe(404);
      expect(await resources.left(id)).toEqual([]);
    };
    await Promise.all([WHOLE, ...ids].map(check));
    await expectNoDrift();
  });
});
