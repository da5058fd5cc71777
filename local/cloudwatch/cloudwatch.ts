/** What does the local CloudWatch answer? Metrics that functions wrote into their logs. */
import type { DatabaseSync } from 'node:sqlite';
import { AwsError, type Json, type JsonService } from '../aws/service.ts';
import { embeddedMetrics } from './embedded-metrics.ts';
import { getMetricData } from './get-metric-data.ts';
import { listMetrics } from './list-metrics.ts';
import { MetricStore } from './metric-store.ts';

export interface CloudWatchOptions {
  readonly db: DatabaseSync;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

const MINUTE_MS = 60_000;
const SWEEP_EVERY_MS = 60 * MINUTE_MS;
/** The real service keeps values for 15 months, by the minute for 15 days. */
const KEPT_MINUTES = 30 * 24 * 60;

/** The SDKs and the `aws` CLI speak JSON to it, with the names of errors that the Query protocol had. */
export class CloudWatch implements JsonService {
  readonly target = 'GraniteServiceVersion20100801';
  readonly contentType = 'application/x-amz-json-1.0';
  readonly #store: MetricStore;
  readonly #now: () => number;
  readonly #sweeping: NodeJS.Timeout;

  constructor({ db, now = Date.now }: CloudWatchOptions) {
    this.#store = new MetricStore(db);
    this.#now = now;
    this.#sweep();
    this.#sweeping = setInterval(() => this.#sweep(), SWEEP_EVERY_MS).unref();
  }

  /** Takes the metrics of a line that a function logged. Cheap for a line that holds none. */
  takeLogLine(line: string): void {
    for (const measurement of embeddedMetrics(line)) this.#store.add(measurement);
  }

  handle(action: string, input: Json): Json {
    if (action === 'GetMetricData') return getMetricData(this.#store, input);
    if (action === 'ListMetrics') return listMetrics(this.#store, input, this.#nowMinute());
    throw new AwsError('UnknownOperationException', `The local CloudWatch does not support ${action}.`);
  }

  /** Writes what was measured last. */
  stop(): void {
    clearInterval(this.#sweeping);
    this.#store.write();
  }

  #sweep(): void {
    this.#store.forgetBefore(this.#nowMinute() - KEPT_MINUTES);
  }

  #nowMinute(): number {
    return Math.floor(this.#now() / MINUTE_MS);
  }
}
