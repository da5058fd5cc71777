/** What does GetMetricData answer? https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
import type { Json } from '../aws/service.ts';
import type { Metric } from './embedded-metrics.ts';
import type { MetricStore, Point, PointsWanted } from './metric-store.ts';
import {
  invalid,
  metricIn,
  object,
  objects,
  onlyParameters,
  optionalText,
  shownBefore,
  text,
  time,
  tokenAfter,
  wholeNumber,
} from './request.ts';
import type { Statistics } from './statistics.ts';

const MAX_QUERIES = 500;
const MAX_DATA_POINTS = 100_800;
const MINUTE_SECONDS = 60;
const LONGEST_PERIOD_SECONDS = 86_400;
const SCANS = ['TimestampAscending', 'TimestampDescending'];

const STATISTICS: Readonly<Record<string, (values: Statistics) => number>> = {
  Sum: ({ sum }) => sum,
  SampleCount: ({ count }) => count,
  Average: ({ sum, count }) => sum / count,
  Minimum: ({ min }) => min,
  Maximum: ({ max }) => max,
};

interface Query {
  readonly id: string;
  readonly label: string;
  readonly metric: Metric;
  readonly periodMinutes: number;
  readonly statistic: (values: Statistics) => number;
  readonly isReturned: boolean;
}

interface Result {
  readonly query: Query;
  readonly points: readonly Point[];
}

/** Queries of metrics only: no expressions, no units, no percentiles. */
export function getMetricData(store: MetricStore, input: Json): Json {
  onlyParameters(input, ['MetricDataQueries', 'StartTime', 'EndTime', 'ScanBy', 'MaxDatapoints', 'NextToken']);
  const queries = objects(input, 'MetricDataQueries', { most: MAX_QUERIES }).map(readQuery);
  refuseCopies(queries);
  const [start, end] = [time(input, 'StartTime'), time(input, 'EndTime')];
  if (start >= end) invalid('The parameter StartTime must be less than the parameter EndTime.');
  const newestFirst = scan(input) === 'TimestampDescending';
  const results = queries
    .filter(({ isReturned }) => isReturned)
    .map((query) => {
      const points = store.points(query.metric, wanted(query, start, end));
      return { query, points: newestFirst ? points.reverse() : points };
    });
  return onePage(results, input);
}

/** Periods begin where the clock's do. The first one is the one that the start falls into, told as a whole. */
function wanted({ periodMinutes }: Query, start: number, end: number): PointsWanted {
  const startOf = (seconds: number) => Math.floor(seconds / MINUTE_SECONDS / periodMinutes) * periodMinutes;
  const endsOnStart = startOf(end) * MINUTE_SECONDS === end;
  return { from: startOf(start), to: startOf(end) + (endsOnStart ? 0 : periodMinutes), periodMinutes };
}

/** `MaxDatapoints` counts over all queries; those that are cut short say so. */
function onePage(results: readonly Result[], input: Json): Json {
  const { MaxDatapoints = MAX_DATA_POINTS } = input;
  const most = wholeNumber({ MaxDatapoints }, 'MaxDatapoints', { least: 1, most: MAX_DATA_POINTS });
  const before = shownBefore(input);
  let passed = 0;
  const MetricDataResults = results.map(({ query, points }) => {
    const from = Math.max(0, before - passed);
    const to = Math.max(0, before + most - passed);
    passed += points.length;
    return resultOf(query, points.slice(from, to), points.length <= to);
  });
  const isMore = passed > before + most;
  return { MetricDataResults, Messages: [], ...(isMore ? { NextToken: tokenAfter(before + most) } : {}) };
}

function resultOf({ id, label, statistic }: Query, points: readonly Point[], isComplete: boolean): Json {
  return {
    Id: id,
    Label: label,
    Timestamps: points.map(({ minute }) => minute * MINUTE_SECONDS),
    Values: points.map(statistic),
    StatusCode: isComplete ? 'Complete' : 'PartialData',
  };
}

function readQuery(input: Json): Query {
  onlyParameters(input, ['Id', 'MetricStat', 'Label', 'ReturnData'], 'a query');
  const id = text(input, 'Id');
  if (!/^[a-z]\w*$/.test(id)) invalid(`The value ${id} for parameter Id must begin with a small letter.`);
  const stat = object(input, 'MetricStat');
  onlyParameters(stat, ['Metric', 'Period', 'Stat'], 'MetricStat');
  const metric = metricIn(object(stat, 'Metric'));
  return {
    ...{ id, metric, label: optionalText(input, 'Label') ?? metric.name },
    periodMinutes: periodSeconds(stat) / MINUTE_SECONDS,
    statistic: statisticNamed(text(stat, 'Stat')),
    isReturned: input.ReturnData !== false,
  };
}

function periodSeconds(stat: Json): number {
  const seconds = wholeNumber(stat, 'Period', { least: 1, most: LONGEST_PERIOD_SECONDS });
  if (seconds % MINUTE_SECONDS === 0) return seconds;
  return invalid('The local CloudWatch knows periods of whole minutes only: Period must be a multiple of 60.');
}

function statisticNamed(name: string) {
  const known = Object.hasOwn(STATISTICS, name) ? STATISTICS[name] : undefined;
  return (
    known ?? invalid(`The local CloudWatch knows the statistics ${Object.keys(STATISTICS).join(', ')}, not ${name}.`)
  );
}

function scan({ ScanBy = 'TimestampDescending' }: Json): string {
  const given = String(ScanBy);
  return SCANS.includes(given) ? given : invalid(`The parameter ScanBy must be one of ${SCANS.join(', ')}.`);
}

function refuseCopies(queries: readonly Query[]): void {
  const ids = queries.map(({ id }) => id);
  const copy = ids.find((id, index) => ids.indexOf(id) !== index);
  if (copy !== undefined) invalid(`The values for parameter Id in MetricDataQueries are not unique: ${copy}.`);
}
