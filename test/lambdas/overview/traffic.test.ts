import type { GetMetricDataCommandInput, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { type TrafficHours, traffic } from '../../../lambdas/overview/traffic.ts';

const NOW = Date.parse('2026-11-21T03:00:30Z');

/** CloudWatch with these sums, one answer for each list of them. */
function cloudWatch(...answers: MetricDataResult[][]) {
  const asked: GetMetricDataCommandInput[] = [];
  const getMetricData = async (input: GetMetricDataCommandInput) => {
    asked.push(input);
    const at = asked.length - 1;
    return {
      $metadata: {},
      MetricDataResults: answers[at] ?? [],
      ...(at < answers.length - 1 ? { NextToken: `token ${at}` } : {}),
    };
  };
  return { asked, getMetricData };
}

const result = (Id: string, sums: Record<string, number>): MetricDataResult => ({
  Id,
  Timestamps: Object.keys(sums).map((time) => new Date(time)),
  Values: Object.values(sums),
});

describe('the traffic of the last hours', () => {
  it.each<[TrafficHours, number, number, string, string]>([
    [1, 60, 60, '2026-11-21T02:01:00.000Z', '2026-11-21T03:00:00.000Z'],
    [3, 60, 180, '2026-11-21T00:01:00.000Z', '2026-11-21T03:00:00.000Z'],
    [24, 300, 288, '2026-11-20T03:05:00.000Z', '2026-11-21T03:00:00.000Z'],
    [168, 3600, 168, '2026-11-14T04:00:00.000Z', '2026-11-21T03:00:00.000Z'],
  ])('is of %d hours in steps of %d s, each of them there', async (hours, stepSeconds, steps, first, last) => {
    const seen = await traffic('local', hours, NOW, cloudWatch([]).getMetricData);
    expect([seen.stepSeconds, seen.series.length]).toEqual([stepSeconds, steps]);
    expect([seen.series[0]?.at, seen.series.at(-1)?.at]).toEqual([first, last]);
    expect(seen.series[0]).toMatchObject({ delivered: 0, failedAttempts: 0, dead: 0 });
    expect(seen.totals).toEqual({ delivered: 0, failedAttempts: 0, dead: 0 });
  });

  it('has each number at its step, however many answers they come in', async () => {
    const { asked, getMetricData } = cloudWatch(
      [result('delivered', { '2026-11-21T03:00:00Z': 7, '2026-11-21T02:58:00Z': 2 }), result('dead', {})],
      [result('failedAttempts', { '2026-11-21T02:58:00Z': 3 }), result('dead', { '2026-11-21T02:58:00Z': 1 })],
    );
    const { series, totals } = await traffic('prod', 1, NOW, getMetricData);
    expect(series.slice(-3)).toEqual([
      { at: '2026-11-21T02:58:00.000Z', delivered: 2, failedAttempts: 3, dead: 1 },
      { at: '2026-11-21T02:59:00.000Z', delivered: 0, failedAttempts: 0, dead: 0 },
      { at: '2026-11-21T03:00:00.000Z', delivered: 7, failedAttempts: 0, dead: 0 },
    ]);
    expect(totals).toEqual({ delivered: 9, failedAttempts: 3, dead: 1 });
    expect(asked.map(({ NextToken }) => NextToken)).toEqual([undefined, 'token 0']);
    const [query] = asked[0]?.MetricDataQueries ?? [];
    expect(query?.MetricStat?.Metric).toEqual({
      ...{ Namespace: 'Fanfare', MetricName: 'Delivered' },
      Dimensions: [{ Name: 'Stage', Value: 'prod' }],
    });
    expect(asked[0]?.EndTime).toEqual(new Date('2026-11-21T03:01:00Z'));
  });
});
