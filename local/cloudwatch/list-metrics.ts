/** What does ListMetrics answer? https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html */
import type { Json } from '../aws/service.ts';
import type { Metric } from './embedded-metrics.ts';
import type { MetricStore } from './metric-store.ts';
import { invalid, objects, onlyParameters, optionalText, shownBefore, text, tokenAfter } from './request.ts';

const MAX_RESULTS = 500;
const MAX_FILTERS = 10;
const HOUR_MINUTES = 60;
/** A metric without a value for two weeks is not listed. */
const LISTED_MINUTES = 14 * 24 * HOUR_MINUTES;

export function listMetrics(store: MetricStore, input: Json, nowMinute: number): Json {
  onlyParameters(input, ['Namespace', 'MetricName', 'Dimensions', 'RecentlyActive', 'NextToken']);
  const before = shownBefore(input);
  const listed = store.metricsSince(nowMinute - recentMinutes(input)).filter(wanted(input));
  const Metrics = listed.slice(before, before + MAX_RESULTS).map(described);
  const isMore = listed.length > before + MAX_RESULTS;
  return { Metrics, ...(isMore ? { NextToken: tokenAfter(before + MAX_RESULTS) } : {}) };
}

function wanted(input: Json): (metric: Metric) => boolean {
  const namespace = optionalText(input, 'Namespace');
  const metricName = optionalText(input, 'MetricName');
  const filters = input.Dimensions === undefined ? [] : objects(input, 'Dimensions', { most: MAX_FILTERS });
  const dimensions = filters.map((each) => ({ name: text(each, 'Name'), value: optionalText(each, 'Value') }));
  return (metric) =>
    (namespace ?? metric.namespace) === metric.namespace &&
    (metricName ?? metric.name) === metric.name &&
    dimensions.every(({ name, value }) => metric.dimensions.some(([has, is]) => has === name && (value ?? is) === is));
}

function recentMinutes({ RecentlyActive }: Json): number {
  if (RecentlyActive === undefined) return LISTED_MINUTES;
  return RecentlyActive === 'PT3H' ? 3 * HOUR_MINUTES : invalid('The parameter RecentlyActive must be PT3H.');
}

function described({ namespace, name, dimensions }: Metric): Json {
  return {
    Namespace: namespace,
    MetricName: name,
    Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
  };
}
