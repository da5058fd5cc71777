/** Does the local CloudWatch show what functions measured, as CloudWatch would? */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  ListMetricsCommand,
  type ListMetricsCommandInput,
  type MetricStat,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Endpoint, startEndpoint } from '../../local/aws/endpoint.ts';
import { CloudWatch } from '../../local/cloudwatch/cloudwatch.ts';
import { openState } from '../../local/state.ts';

const TEN = Date.parse('2026-11-05T10:00:00Z');
const MINUTE_MS = 60_000;
const STAGE = [{ Name: 'Stage', Value: 'local' }];

let dataDir: string;
let now: number;
let endpoint: Endpoint;
let cloudWatch: CloudWatch;
let client: CloudWatchClient;
let close: () => Promise<void>;

beforeEach(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'cloudwatch-'));
  now = TEN + 60 * MINUTE_MS;
  await open();
});

afterEach(async () => {
  await close();
  rmSync(dataDir, { recursive: true });
});

async function open() {
  const db = openState(dataDir, 'cloudwatch');
  cloudWatch = new CloudWatch({ db, now: () => now });
  endpoint = await startEndpoint({ json: [cloudWatch], rest: [] }, { host: '127.0.0.1', port: 0 });
  client = new CloudWatchClient({
    ...{ endpoint: endpoint.url, region: 'us-east-1', maxAttempts: 1 },
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  close = async () => {
    client.destroy();
    await endpoint.stop();
    cloudWatch.stop();
    db.close();
  };
}

/** A function logs metrics, so many minutes after ten. */
function log(minutes: number, values: Record<string, number | number[]>, Stage = 'local'): void {
  const Metrics = Object.keys(values).map((Name) => ({ Name, Unit: 'Count' }));
  const CloudWatchMetrics = [{ Namespace: 'Fanfare', Dimensions: [['Stage']], Metrics }];
  const _aws = { Timestamp: TEN + minutes * MINUTE_MS, CloudWatchMetrics };
  cloudWatch.takeLogLine(JSON.stringify({ _aws, Stage, service: 'deliver', ...values }));
}

function stat(MetricName: string, more: Partial<MetricStat> = {}): MetricStat {
  return { Metric: { Namespace: 'Fanfare', MetricName, Dimensions: STAGE }, Period: 60, Stat: 'Sum', ...more };
}

async function ask(MetricStat: MetricStat, more: Partial<GetMetricDataCommandInput> = {}) {
  const { MetricDataResults: [result] = [], ...rest } = await client.send(
    new GetMetricDataCommand({
      MetricDataQueries: [{ Id: 'it', MetricStat }],
      ...{ StartTime: new Date(TEN), EndTime: new Date(TEN + 60 * MINUTE_MS), ScanBy: 'TimestampAscending', ...more },
    }),
  );
  return { ...result, ...rest };
}

/** Minutes after ten, with the value of each. */
async function points(MetricStat: MetricStat, more: Partial<GetMetricDataCommandInput> = {}) {
  const { Timestamps = [], Values = [] } = await ask(MetricStat, more);
  return Timestamps.map((at, index) => [(at.getTime() - TEN) / MINUTE_MS, Values[index]]);
}

describe('what a function measures', () => {
  it('adds up in the minute of its time; a minute without has no point', async () => {
    log(1.5, { Delivered: 3 });
    log(1.9, { Delivered: 4, Dead: 1 });
    log(5, { Delivered: 10 });
    expect(await points(stat('Delivered'))).toEqual([
      [1, 7],
      [5, 10],
    ]);
    expect(await points(stat('Dead'))).toEqual([[1, 1]]);
    expect(await ask(stat('Dead'))).toMatchObject({ Id: 'it', Label: 'Dead', StatusCode: 'Complete', Messages: [] });
  });

  it('adds up in longer periods, which begin where the clock’s do', async () => {
    for (const minute of [4, 5, 9, 10, 59]) log(minute, { Delivered: 1 });
    expect(await points(stat('Delivered', { Period: 300 }))).toEqual([
      [0, 1],
      [5, 2],
      [10, 1],
      [55, 1],
    ]);
    const StartTime = new Date(TEN + 7 * MINUTE_MS);
    expect(await points(stat('Delivered', { Period: 300 }), { StartTime })).toEqual([
      [5, 2],
      [10, 1],
      [55, 1],
    ]);
    expect(await points(stat('Delivered', { Period: 3600 }))).toEqual([[0, 5]]);
  });

  it('has a sum, a count, an average and extremes', async () => {
    log(0, { Seconds: [2, 8] });
    log(1, { Seconds: 5 });
    const told: Record<string, unknown> = {};
    for (const Stat of ['Sum', 'SampleCount', 'Average', 'Minimum', 'Maximum']) {
      told[Stat] = (await ask(stat('Seconds', { Stat, Period: 3600 }))).Values?.[0];
    }
    expect(told).toEqual({ Sum: 15, SampleCount: 3, Average: 5, Minimum: 2, Maximum: 8 });
  });

  it('is told apart by all of its dimensions', async () => {
    log(0, { Delivered: 1 });
    log(0, { Delivered: 5 }, 'prod');
    const named = (Dimensions: object[]) =>
      stat('Delivered', { Metric: { Namespace: 'Fanfare', MetricName: 'Delivered', Dimensions } as never });
    expect(await points(named([{ Name: 'Stage', Value: 'prod' }]))).toEqual([[0, 5]]);
    expect(await points(named([]))).toEqual([]);
    expect(await points(stat('Delivered'))).toEqual([[0, 1]]);
  });

  it('is there at once, and after a restart', async () => {
    log(0, { Delivered: 1 });
    expect(await points(stat('Delivered'))).toEqual([[0, 1]]);
    log(0, { Delivered: 2 });
    await close();
    await open();
    log(0, { Delivered: 4 });
    expect(await points(stat('Delivered'))).toEqual([[0, 7]]);
  });

  it('is forgotten after thirty days', async () => {
    log(0, { Delivered: 1 });
    log(1, { Delivered: 1 });
    await close();
    now = TEN + 30 * 24 * 60 * MINUTE_MS + MINUTE_MS;
    await open();
    expect(await points(stat('Delivered'))).toEqual([[1, 1]]);
  });

  it.each([
    ['a line that is no JSON', 'CloudWatchMetrics" {'],
    ['a line without a time', '{"_aws":{"CloudWatchMetrics":[]}}'],
    [
      'a metric without its value, or with a text for it',
      JSON.stringify({
        _aws: {
          Timestamp: TEN,
          CloudWatchMetrics: [
            { Namespace: 'Fanfare', Dimensions: [['Stage']], Metrics: [{ Name: 'A' }, { Name: 'B' }] },
          ],
        },
        ...{ Stage: 'local', B: '1' },
      }),
    ],
    [
      'a metric without its dimension',
      JSON.stringify({
        _aws: {
          Timestamp: TEN,
          CloudWatchMetrics: [{ Namespace: 'Fanfare', Dimensions: [['Stage']], Metrics: [{ Name: 'A' }] }],
        },
        A: 1,
      }),
    ],
  ])('counts for nothing in %s', async (_, line) => {
    cloudWatch.takeLogLine(line);
    expect((await client.send(new ListMetricsCommand({}))).Metrics).toEqual([]);
  });
});

describe('GetMetricData', () => {
  it('answers several queries in their order, the newest point first unless asked otherwise', async () => {
    log(0, { Delivered: 1, Dead: 9 });
    log(1, { Delivered: 2 });
    const { MetricDataResults } = await client.send(
      new GetMetricDataCommand({
        MetricDataQueries: [
          { Id: 'dead', MetricStat: stat('Dead'), Label: 'Given up' },
          { Id: 'delivered', MetricStat: stat('Delivered') },
          { Id: 'unseen', MetricStat: stat('Delivered'), ReturnData: false },
          { Id: 'nothing', MetricStat: stat('Nothing') },
        ],
        ...{ StartTime: new Date(TEN), EndTime: new Date(TEN + 60 * MINUTE_MS) },
      }),
    );
    expect(MetricDataResults).toMatchObject([
      { Id: 'dead', Label: 'Given up', Values: [9] },
      { Id: 'delivered', Label: 'Delivered', Values: [2, 1], Timestamps: [new Date(TEN + MINUTE_MS), new Date(TEN)] },
      { Id: 'nothing', Values: [], Timestamps: [], StatusCode: 'Complete' },
    ]);
  });

  it('includes the start and not the end', async () => {
    for (const minute of [0, 1, 2, 3]) log(minute, { Delivered: 1 });
    const [StartTime, EndTime] = [new Date(TEN + MINUTE_MS), new Date(TEN + 3 * MINUTE_MS)];
    expect(await points(stat('Delivered'), { StartTime, EndTime })).toEqual([
      [1, 1],
      [2, 1],
    ]);
    const later = new Date(EndTime.getTime() + 1);
    expect(await points(stat('Delivered'), { StartTime, EndTime: later })).toHaveLength(3);
  });

  it('gives at most MaxDatapoints over all queries, and the rest with the token', async () => {
    for (const minute of [0, 1, 2]) log(minute, { Delivered: minute, Dead: 10 + minute });
    const page = (NextToken?: string) =>
      client.send(
        new GetMetricDataCommand({
          MetricDataQueries: ['Delivered', 'Dead'].map((name) => ({ Id: name.toLowerCase(), MetricStat: stat(name) })),
          ...{ StartTime: new Date(TEN), EndTime: new Date(TEN + 60 * MINUTE_MS), ScanBy: 'TimestampAscending' },
          ...{ MaxDatapoints: 4, NextToken },
        }),
      );
    const first = await page();
    expect(first.MetricDataResults).toMatchObject([
      { Values: [0, 1, 2], StatusCode: 'Complete' },
      { Values: [10], StatusCode: 'PartialData' },
    ]);
    const second = await page(first.NextToken);
    expect(second.MetricDataResults).toMatchObject([{ Values: [] }, { Values: [11, 12], StatusCode: 'Complete' }]);
    expect(second.NextToken).toBeUndefined();
  });

  it.each<[string, MetricStat, Partial<GetMetricDataCommandInput>, string | RegExp]>([
    ['a percentile', stat('Seconds', { Stat: 'p99' }), {}, /Sum, SampleCount, Average, Minimum, Maximum, not p99/],
    ['a period under a minute', stat('Seconds', { Period: 30 }), {}, /multiple of 60/],
    ['a unit', stat('Seconds', { Unit: 'Seconds' }), {}, /does not support Unit in MetricStat/],
    ['an end before the start', stat('Seconds'), { EndTime: new Date(TEN) }, /StartTime must be less/],
  ])('refuses %s', async (_, metricStat, more, message) => {
    await expect(ask(metricStat, more)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(message),
    });
  });

  it('refuses two queries of one id, and a token that is none', async () => {
    const query = { Id: 'it', MetricStat: stat('Delivered') };
    await expect(ask(stat('Delivered'), { MetricDataQueries: [query, query] })).rejects.toThrow(/not unique: it/);
    await expect(ask(stat('Delivered'), { NextToken: 'none' })).rejects.toMatchObject({ name: 'InvalidNextToken' });
  });
});

describe('ListMetrics', () => {
  const list = async (input: ListMetricsCommandInput = {}) =>
    (await client.send(new ListMetricsCommand(input))).Metrics?.map(({ MetricName, Dimensions: [dimension] = [] }) =>
      [MetricName, dimension?.Value].join(' '),
    );

  it('tells which metrics there are, by namespace, name and dimensions', async () => {
    log(0, { Delivered: 1, Dead: 1 });
    log(0, { Dead: 1 }, 'prod');
    expect(await list()).toEqual(['Dead local', 'Dead prod', 'Delivered local']);
    expect(await list({ Namespace: 'Other' })).toEqual([]);
    expect(await list({ MetricName: 'Dead' })).toEqual(['Dead local', 'Dead prod']);
    expect(await list({ Dimensions: [{ Name: 'Stage', Value: 'prod' }] })).toEqual(['Dead prod']);
    expect(await list({ Dimensions: [{ Name: 'Function' }] })).toEqual([]);
  });

  it('leaves out what had no value for two weeks, or for three hours', async () => {
    log(0, { Delivered: 1 });
    now = TEN + 4 * 60 * MINUTE_MS;
    expect(await list()).toEqual(['Delivered local']);
    expect(await list({ RecentlyActive: 'PT3H' })).toEqual([]);
    now = TEN + 15 * 24 * 60 * MINUTE_MS;
    expect(await list()).toEqual([]);
  });
});

it('refuses what is not there by its name', async () => {
  const put = client.send(new PutMetricDataCommand({ Namespace: 'Fanfare', MetricData: [] }));
  await expect(put).rejects.toThrow('The local CloudWatch does not support PutMetricData.');
});
