/** What is known of endpoints that fail, and what is counted of deliveries. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AwsCall } from '../../local/aws/fault.ts';
import { StackTables } from '../stack-tables.ts';
import { newEventId, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { Puller } from './puller.ts';

let fanfare: TestPlatform;
let tables: StackTables;
/** What `deliver` did with the table of health, and whether that fails. */
const calls: AwsCall[] = [];
let isBroken = false;

beforeAll(async () => {
  fanfare = await TestPlatform.start(
    {},
    {
      onAwsCall: (call) => {
        if (!call.caller.endsWith('deliver') || !/"TableName":"[^"]*RecordsHealth/.test(call.request)) return 'pass';
        calls.push(call);
        return isBroken ? { fault: 'before', kind: { code: 'ValidationException', status: 400 } } : 'pass';
      },
    },
  );
  tables = new StackTables(fanfare.platform.awsUrl);
});
afterAll(() => fanfare.stop());

async function healthOf(subscriberId: string): Promise<Record<string, unknown> | undefined> {
  const read = new GetCommand({ TableName: await tables.name('Health'), Key: { subscriberId } });
  return (await tables.client.send(read)).Item;
}

async function publish(type: string): Promise<string> {
  const eventId = newEventId();
  await fanfare.publish({ DetailType: type, Detail: JSON.stringify({ eventId }) });
  return eventId;
}

describe('an endpoint that fails', () => {
  it('is known with since when, how often and how; and is forgotten with the first success', async () => {
    const { id } = await fanfare.subscribe('/ailing', { eventTypes: ['ailing.*'], retrySchedule: [1, 3600] });
    let status = 503;
    fanfare.endpoint.behave('/ailing', () => ({ status }));
    const eventId = await publish('ailing.one');
    const health = await until('two failures', async () => {
      const known = await healthOf(id);
      return known?.failures === 2 && known;
    });
    const [first, second] = (await fanfare.delivery(id, eventId))?.attempts ?? [];
    expect(health).toMatchObject({ failingSince: first?.at, last: { outcome: 'responded', httpStatus: 503 } });
    expect(Date.parse(String(health.lastFailureAt))).toBe(Date.parse(second?.at ?? '') + (second?.durationMs ?? 0));
    status = 200;
    await fanfare.settled(id, await publish('ailing.two'), 'delivered');
    await until('it to be forgotten', async () => (await healthOf(id)) === undefined);
  });

  it('counts what it is not asked again for: 410', async () => {
    const { id } = await fanfare.subscribe('/leaving', { eventTypes: ['leaving.*'] });
    fanfare.endpoint.behave('/leaving', () => ({ status: 410 }));
    await publish('leaving.now');
    const health = await until('it to be known', () => healthOf(id));
    expect(health).toMatchObject({ failures: 1, last: { httpStatus: 410 } });
  });

  it('is delivered to all the same when nothing can be written of it', async () => {
    const { id } = await fanfare.subscribe('/unnoted', { eventTypes: ['unnoted.*'], retrySchedule: [1] });
    fanfare.endpoint.behave('/unnoted', (_, nth) => ({ status: nth === 1 ? 500 : 200 }));
    isBroken = true;
    const delivery = await fanfare.settled(id, await publish('unnoted.one'), 'delivered');
    isBroken = false;
    expect(delivery.attempts).toHaveLength(2);
    const fault = 'how an endpoint is was not written down';
    await until('the fault to be told', () =>
      fanfare.log.some(({ message, subscriberId }) => message === fault && subscriberId === id),
    );
  });
});

describe('an endpoint that answers', () => {
  it('costs no writes', async () => {
    const { id } = await fanfare.subscribe('/sound', { eventTypes: ['sound.*'] });
    const from = calls.length;
    const ids = await fanfare.publish(
      ...Array.from({ length: 20 }, () => ({ DetailType: 'sound.event', Detail: '{}' })),
    );
    for (const eventId of ids) await fanfare.settled(id, eventId, 'delivered');
    expect(new Set(calls.slice(from).map(({ action }) => action))).toEqual(new Set(['GetItem']));
    expect(await healthOf(id)).toBeUndefined();
  });
});

describe('the metrics', () => {
  interface MetricsLine {
    readonly _aws: { readonly CloudWatchMetrics: readonly object[] };
    readonly Stage: string;
  }
  const lines = (from: number) => fanfare.log.slice(from).filter((line) => '_aws' in line);
  const sum = (from: number, metric: string) =>
    lines(from).reduce((total, line) => total + Number(line[metric] ?? 0), 0);

  it('count what batches came to, in lines that CloudWatch understands', async () => {
    const { id } = await fanfare.subscribe('/counted', { eventTypes: ['counted.*'], retrySchedule: [1] });
    fanfare.endpoint.behave('/counted', ({ body }, nth) => ({
      status: String(body).includes('counted.well') || (String(body).includes('later') && nth > 1) ? 200 : 500,
    }));
    const from = fanfare.log.length;
    const well = await publish('counted.well');
    const later = await publish('counted.later');
    const never = await publish('counted.never');
    await Promise.all([
      fanfare.settled(id, well, 'delivered'),
      fanfare.settled(id, later, 'delivered'),
      fanfare.settled(id, never, 'dead'),
    ]);
    await until('all to be counted', () => sum(from, 'Dead') === 1 && sum(from, 'Delivered') === 2);
    expect(sum(from, 'FailedAttempts')).toBe(3);
    const [line] = lines(from) as unknown as [MetricsLine];
    expect(line.Stage).toBe('local');
    expect(line._aws.CloudWatchMetrics).toEqual([
      { Namespace: 'Fanfare', Dimensions: [['Stage']], Metrics: expect.arrayContaining([]) as unknown },
    ]);
  });

  it('count what pullers acknowledge, and what they miss', async () => {
    const puller = await Puller.subscribe(fanfare, 'counted-pull', { timeoutSeconds: 2 });
    const from = fanfare.log.length;
    await publish('counted-pull.event');
    await puller.pullOne();
    await puller.ack(await puller.pullOne());
    await until('both to be counted', () => sum(from, 'Delivered') === 1 && sum(from, 'FailedAttempts') === 1);
  });
});
