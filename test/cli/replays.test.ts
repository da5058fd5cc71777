/** Events of the past, from the command line: a replay, one delivery again, what a disabled subscriber missed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OverviewView } from '../../lambdas/api/views/overview-view.ts';
import type { ReplayedDeliveryView, ReplayView } from '../../lambdas/api/views/replay-view.ts';
import { newEventId, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { endAll, fanfare as run } from './fanfare-process.ts';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await TestPlatform.start();
});
afterAll(async () => {
  endAll();
  await platform.stop();
});

const fanfare = (...args: readonly string[]) => run(args, { env: { FANFARE_API_URL: platform.platform.apiUrl } });

async function answer<T>(...args: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await fanfare('--json', ...args);
  if (code !== 0) throw new Error(`ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

async function publish(type: string, howMany: number): Promise<string[]> {
  const events = Array.from({ length: howMany }, newEventId);
  await platform.publish(...events.map((eventId) => ({ DetailType: type, Detail: JSON.stringify({ eventId, n: 1 }) })));
  return events;
}

const receivedAt = (path: string) => platform.endpoint.at(path).map(({ headers }) => headers['webhook-id']);

describe('replays start', () => {
  it('brings a new subscriber what was published before it was there', async () => {
    const events = await publish('late.one', 3);
    const { id } = await platform.subscribe('/late', { name: 'Late', eventTypes: ['late.*'] });
    const { code, stdout, stderr } = await fanfare('replays', 'start', 'Late', '--from', '1h');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(/^status\tcompleted$/m);
    expect(stdout).toMatch(/^progress\t100 %$/m);
    for (const event of events) await platform.settled(id, event, 'delivered');
    expect(receivedAt('/late').sort()).toEqual([...events].sort());

    // What it has had does not come again, unless that is asked for.
    const second = await answer<ReplayView>('replays', 'start', id, '--from', '1h');
    const third = await answer<ReplayView>('replays', 'start', id, '--from', '1h', '--include-delivered');
    await until('all to be there twice', () => receivedAt('/late').length === 6);
    expect(third).toMatchObject({ subscriberId: id, status: 'completed', includeDelivered: true, progress: 1 });

    const listed = await fanfare('replays', 'list', 'Late');
    const lines = listed.stdout.trim().split('\n');
    expect(lines.map((line) => line.split('\t')[0])).toEqual([third.id, second.id, expect.stringMatching(/^rpl_/)]);
    expect((await fanfare('replays', 'show', second.id)).stdout).toMatch(
      /^deliveries\t3 delivered, 0 pending, 0 dead$/m,
    );
  });

  it('is refused further back than the archive keeps', async () => {
    await platform.subscribe('/early', { name: 'Early', eventTypes: ['early.*'] });
    const { code, stdout, stderr } = await fanfare('replays', 'start', 'Early', '--from', '90d');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^ {2}from /m);
  });

  it('of one that is not there ends with 3', async () => {
    expect((await fanfare('replays', 'show', `rpl_${'0'.repeat(20)}`)).code).toBe(3);
    expect((await fanfare('replays', 'cancel', `rpl_${'0'.repeat(20)}`)).code).toBe(3);
  });
});

describe('deliveries replay', () => {
  it('sends what was delivered once more, from the archive', async () => {
    const { id } = await platform.subscribe('/again', { name: 'Again', eventTypes: ['again.*'] });
    const [event = '', other = ''] = await publish('again.one', 2);
    for (const each of [event, other]) await platform.settled(id, each, 'delivered');
    const again = await answer<ReplayedDeliveryView>('deliveries', 'replay', 'Again', event);
    expect(again).toMatchObject({ source: 'archive', replay: { status: 'completed', eventId: event } });
    await until('it to be there twice', () => receivedAt('/again').filter((each) => each === event).length === 2);
    expect(receivedAt('/again').filter((each) => each === other)).toHaveLength(1);
  });

  it('takes a dead one from its dead-letter queue', async () => {
    platform.endpoint.behave('/buried', () => ({ status: 500 }));
    const settings = { name: 'Buried', eventTypes: ['buried.*'], retrySchedule: [1] };
    const { id } = await platform.subscribe('/buried', settings);
    const [event = ''] = await publish('buried.one', 1);
    await platform.settled(id, event, 'dead');
    platform.endpoint.behave('/buried', () => ({ status: 200 }));
    const { code, stdout } = await fanfare('deliveries', 'replay', 'Buried', event);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^source\tdead-letter-queue\n(.*\n)*moved\t1$/m) as string,
    });
    await platform.settled(id, event, 'delivered');
    expect((await fanfare('deliveries', 'replay', 'Buried', 'evt_unknown')).code).toBe(3);
  });
});

it('subscribers enable --recover-from brings back what was missed', async () => {
  const { id } = await platform.subscribe('/gap', { name: 'Gap', eventTypes: ['gap.*'] });
  await answer('subscribers', 'disable', id, '--wait');
  const events = await publish('gap.one', 2);
  const enabled = await answer('subscribers', 'enable', 'Gap', '--recover-from', '1h', '--wait');
  expect(enabled).toMatchObject({ id, status: 'active', replay: { status: 'completed', progress: 1 } });
  for (const event of events) await platform.settled(id, event, 'delivered');
});

it('overview tells who is failing, since when, and what waits', async () => {
  platform.endpoint.behave('/down', () => ({ status: 503 }));
  const settings = { name: 'Down', eventTypes: ['down.*'], retrySchedule: [600] };
  const { id } = await platform.subscribe('/down', settings);
  const [event = ''] = await publish('down.one', 1);
  await platform.settled(id, event, 'pending');
  const overview = await answer<OverviewView>('overview', '--hours', '1');
  expect(overview.failing.find(({ subscriberId }) => subscriberId === id)).toMatchObject({
    ...{ name: 'Down', status: 'active', failures: 1, last: { httpStatus: 503 } },
  });
  const { stdout } = await fanfare('overview');
  expect(stdout).toMatch(/^hours\t3$/m);
  expect(stdout).toMatch(new RegExp(`^oldestPending\t\\S+ down\\.one ${event} for ${id}$`, 'm'));
  expect(stdout).toMatch(new RegExp(`^${id}\tDown\t\tactive\t\\S+Z\t1\tHTTP 503\t\\S+Z$`, 'm'));
  expect((await fanfare('subscribers', 'show', 'Down')).stdout).toMatch(
    /^failing\tsince \S+: 1 attempts, last HTTP 503$/m,
  );
});
