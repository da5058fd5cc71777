/**
 * Which metrics does a log line hold? The embedded metric format:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
import type { Json } from '../aws/service.ts';
import { type Statistics, statisticsOf } from './statistics.ts';

/** A metric is one by its namespace, its name and all of its dimensions. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  /** Ordered by their names. */
  readonly dimensions: readonly (readonly [name: string, value: string])[];
}

export interface Measurement {
  readonly metric: Metric;
  /** Minutes since the epoch: finer than that nothing is kept. */
  readonly minute: number;
  readonly statistics: Statistics;
}

const MARK = '"CloudWatchMetrics"';
const MAX_VALUES = 100;
const MINUTE_MS = 60_000;

/** Most lines hold none and are not parsed. What is not well-formed counts for nothing, as on AWS. */
export function embeddedMetrics(line: string): Measurement[] {
  if (!line.includes(MARK)) return [];
  const log = parse(line);
  const { Timestamp: at, CloudWatchMetrics: directives } = objectOf(log._aws);
  if (typeof at !== 'number') return [];
  return objects(directives).flatMap((directive) => measurements(log, directive, Math.floor(at / MINUTE_MS)));
}

function measurements(log: Json, { Namespace, Metrics, Dimensions }: Json, minute: number): Measurement[] {
  const sets = Array.isArray(Dimensions) ? Dimensions.map((names) => dimensionsOf(log, names)) : [[]];
  return objects(Metrics).flatMap(({ Name }) => {
    const name = String(Name);
    const values = [log[name]].flat().filter((value) => typeof value === 'number');
    if (values.length === 0 || values.length > MAX_VALUES) return [];
    const statistics = statisticsOf(values);
    const known = sets.filter((dimensions) => dimensions !== undefined);
    return known.map((dimensions) => ({
      metric: { namespace: String(Namespace), name, dimensions },
      minute,
      statistics,
    }));
  });
}

/** The values of a set of dimensions stand beside the metrics; undefined when one is missing. */
function dimensionsOf(log: Json, names: unknown): Metric['dimensions'] | undefined {
  if (!Array.isArray(names)) return undefined;
  const pairs = names.map(String).map((name) => [name, log[name]] as const);
  const isComplete = pairs.every((pair): pair is readonly [string, string] => typeof pair[1] === 'string');
  return isComplete ? ordered(pairs) : undefined;
}

export function ordered(dimensions: Metric['dimensions']): Metric['dimensions'] {
  return [...dimensions].sort(([a], [b]) => (a < b ? -1 : 1));
}

function parse(line: string): Json {
  try {
    return objectOf(JSON.parse(line));
  } catch {
    return {};
  }
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}
