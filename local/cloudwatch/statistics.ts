/** What is kept of many values, so that any period's sum, count, average and extremes can be told? */

export interface Statistics {
  readonly sum: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
}

export function statisticsOf(values: readonly number[]): Statistics {
  return {
    sum: values.reduce((sum, value) => sum + value, 0),
    count: values.length,
    min: Math.min(...values),
    max: Math.max(...values),
  };
}

export function together(a: Statistics, b: Statistics): Statistics {
  return {
    sum: a.sum + b.sum,
    count: a.count + b.count,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
  };
}
