/** How much was delivered, and how much failed, in the last hours? As the functions' metrics say. */
import type {
  GetMetricDataCommandInput,
  GetMetricDataCommandOutput,
  MetricDataResult,
} from '@aws-sdk/client-cloudwatch';

export const TRAFFIC_HOURS = [1, 3, 24, 168] as const;
export type TrafficHours = (typeof TRAFFIC_HOURS)[number];

/** CloudWatch keeps minutes for 15 days; longer times are shown in fewer, longer steps. */
const STEP_SECONDS: Readonly<Record<TrafficHours, number>> = { 1: 60, 3: 60, 24: 300, 168: 3600 };

export interface TrafficNumbers {
  readonly delivered: number;
  readonly failedAttempts: number;
  readonly dead: number;
}

export interface Traffic {
  readonly stepSeconds: number;
  /** Every step, oldest first; the last one is not over yet. */
  readonly series: readonly (TrafficNumbers & { readonly at: string })[];
  readonly totals: TrafficNumbers;
}

/** The metrics by the name of the number they are here. */
const METRICS: Readonly<Record<keyof TrafficNumbers, string>> = {
  delivered: 'Delivered',
  failedAttempts: 'FailedAttempts',
  dead: 'Dead',
};
const NUMBERS = Object.keys(METRICS) as (keyof TrafficNumbers)[];
const NONE: TrafficNumbers = { delivered: 0, failedAttempts: 0, dead: 0 };

export type GetMetricData = (input: GetMetricDataCommandInput) => Promise<GetMetricDataCommandOutput>;

export async function traffic(
  stage: string,
  hours: TrafficHours,
  nowMs: number,
  getMetricData: GetMetricData,
): Promise<Traffic> {
  const stepSeconds = STEP_SECONDS[hours];
  const stepMs = stepSeconds * 1000;
  const endMs = (Math.floor(nowMs / stepMs) + 1) * stepMs;
  const beginMs = endMs - hours * 3_600_000;
  const sums = await readSums(
    {
      StartTime: new Date(beginMs),
      EndTime: new Date(endMs),
      MetricDataQueries: NUMBERS.map((number) => metricQuery(number, stage, stepSeconds)),
    },
    getMetricData,
  );
  const times = Array.from({ length: (endMs - beginMs) / stepMs }, (_, step) => beginMs + step * stepMs);
  const series = times.map((ms) => ({ at: new Date(ms).toISOString(), ...NONE, ...sums.get(ms) }));
  return { stepSeconds, series, totals: series.reduce<TrafficNumbers>(plus, NONE) };
}

function metricQuery(number: keyof TrafficNumbers, stage: string, Period: number) {
  const Metric = {
    Namespace: 'Fanfare',
    MetricName: METRICS[number],
    Dimensions: [{ Name: 'Stage', Value: stage }],
  };
  return { Id: number, MetricStat: { Metric, Period, Stat: 'Sum' } };
}

type Sums = Map<number, Partial<TrafficNumbers>>;

async function readSums(input: GetMetricDataCommandInput, getMetricData: GetMetricData): Promise<Sums> {
  const sums: Sums = new Map();
  let NextToken: string | undefined;
  do {
    const answer = await getMetricData({ ...input, NextToken });
    for (const result of answer.MetricDataResults ?? []) addTo(sums, result);
    NextToken = answer.NextToken;
  } while (NextToken !== undefined);
  return sums;
}

function addTo(sums: Sums, { Id = '', Timestamps = [], Values = [] }: MetricDataResult): void {
  for (const [at, time] of Timestamps.entries()) {
    sums.set(time.getTime(), { ...sums.get(time.getTime()), [Id]: Values[at] ?? 0 });
  }
}

function plus(one: TrafficNumbers, other: TrafficNumbers): TrafficNumbers {
  return {
    delivered: one.delivered + other.delivered,
    failedAttempts: one.failedAttempts + other.failedAttempts,
    dead: one.dead + other.dead,
  };
}
