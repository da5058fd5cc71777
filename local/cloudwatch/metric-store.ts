/** Which values had a metric, minute by minute? Measured in memory first, and written together once a second. */
import type { DatabaseSync } from 'node:sqlite';
import type { Measurement, Metric } from './embedded-metrics.ts';
import { type Statistics, together } from './statistics.ts';

/** The values of one period. */
export interface Point extends Statistics {
  /** When the period begins: minutes since the epoch. */
  readonly minute: number;
}

export interface PointsWanted {
  /** Minutes since the epoch: the first included, the last not. */
  readonly from: number;
  readonly to: number;
  readonly periodMinutes: number;
}

const WRITE_EVERY_MS = 1_000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS metrics (
    id INTEGER PRIMARY KEY, namespace TEXT NOT NULL, name TEXT NOT NULL, dimensions TEXT NOT NULL,
    UNIQUE (namespace, name, dimensions)
  );
  CREATE TABLE IF NOT EXISTS points (
    metric INTEGER NOT NULL, minute INTEGER NOT NULL,
    sum REAL NOT NULL, count INTEGER NOT NULL, min REAL NOT NULL, max REAL NOT NULL,
    PRIMARY KEY (metric, minute)
  ) WITHOUT ROWID;
`;

const ADD = `
  INSERT INTO points VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET sum = sum + excluded.sum, count = count + excluded.count,
    min = min(min, excluded.min), max = max(max, excluded.max)`;

const READ = `
  SELECT minute - minute % :period AS minute, sum(sum) AS sum, sum(count) AS count, min(min) AS min, max(max) AS max
  FROM points WHERE metric = :metric AND minute >= :from AND minute < :to GROUP BY 1 ORDER BY 1`;

export class MetricStore {
  readonly #db: DatabaseSync;
  readonly #ids = new Map<string, number>();
  /** What is not written yet, by metric and minute. */
  readonly #measured = new Map<string, Measurement>();
  #timer: NodeJS.Timeout | undefined;

  constructor(db: DatabaseSync) {
    this.#db = db;
    db.exec(SCHEMA);
  }

  add(measurement: Measurement): void {
    const key = `${measurement.minute} ${keyOf(measurement.metric)}`;
    const known = this.#measured.get(key);
    const statistics = known ? together(known.statistics, measurement.statistics) : measurement.statistics;
    this.#measured.set(key, { ...measurement, statistics });
    this.#timer ??= setTimeout(() => this.write(), WRITE_EVERY_MS).unref();
  }

  /** Writes what was measured since the last time. */
  write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#measured.size === 0) return;
    const add = this.#db.prepare(ADD);
    this.#db.exec('BEGIN');
    for (const { metric, minute, statistics: s } of this.#measured.values()) {
      add.run(this.#idOf(metric), minute, s.sum, s.count, s.min, s.max);
    }
    this.#db.exec('COMMIT');
    this.#measured.clear();
  }

  /** Oldest first; a period without values has no point. */
  points(metric: Metric, { from, to, periodMinutes: period }: PointsWanted): Point[] {
    this.write();
    const id = this.#find(metric);
    if (id === undefined) return [];
    return this.#db.prepare(READ).all({ metric: id, from, to, period }) as unknown as Point[];
  }

  /** Those that have had a value since a minute, in a fixed order. */
  metricsSince(minute: number): Metric[] {
    this.write();
    const rows = this.#db.prepare(
      `SELECT namespace, name, dimensions FROM metrics
       WHERE EXISTS (SELECT 1 FROM points WHERE metric = id AND minute >= ?) ORDER BY namespace, name, dimensions`,
    );
    return rows.all(minute).map(({ namespace, name, dimensions }) => ({
      ...{ namespace: String(namespace), name: String(name) },
      dimensions: JSON.parse(String(dimensions)) as Metric['dimensions'],
    }));
  }

  forgetBefore(minute: number): void {
    this.#db.prepare('DELETE FROM points WHERE minute < ?').run(minute);
  }

  #idOf(metric: Metric): number {
    const known = this.#find(metric);
    if (known !== undefined) return known;
    const { namespace, name, dimensions } = metric;
    const add = this.#db.prepare('INSERT INTO metrics (namespace, name, dimensions) VALUES (?, ?, ?)');
    const id = Number(add.run(namespace, name, JSON.stringify(dimensions)).lastInsertRowid);
    this.#ids.set(keyOf(metric), id);
    return id;
  }

  #find(metric: Metric): number | undefined {
    const known = this.#ids.get(keyOf(metric));
    if (known !== undefined) return known;
    const { namespace, name, dimensions } = metric;
    const row = this.#db
      .prepare('SELECT id FROM metrics WHERE namespace = ? AND name = ? AND dimensions = ?')
      .get(namespace, name, JSON.stringify(dimensions));
    if (row) this.#ids.set(keyOf(metric), Number(row.id));
    return row && Number(row.id);
  }
}

function keyOf({ namespace, name, dimensions }: Metric): string {
  return JSON.stringify([namespace, name, dimensions]);
}
