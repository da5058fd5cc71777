/**
 * How many deliveries came to what? One line in the log for a batch, in the format that CloudWatch makes metrics of: no
 * call. It goes to the output as it is, past what Lambda does to lines written by `console`.
 */
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import {
  DELIVERY_METRICS,
  type DeliveryMetric,
  METRICS_NAMESPACE,
  STAGE_DIMENSION,
} from '../../core/delivery-metrics.ts';
import { duplicatesOf, type Ending } from './ending.ts';
import type { Batch } from './message.ts';

export class DeliveryMetrics {
  readonly #metrics = new Metrics({ namespace: METRICS_NAMESPACE });

  constructor(stage: string) {
    this.#metrics.clearDefaultDimensions(); // a dimension more would be another series
    this.#metrics.setDefaultDimensions({ [STAGE_DIMENSION]: stage });
  }

  batch(endings: readonly Ending[], { unreadable }: Pick<Batch, 'unreadable'>): void {
    this.#count({
      Delivered: endings.filter((ending) => decisionOf(ending) === 'delivered').length,
      FailedAttempts: endings.filter(hasFailedAttempt).length,
      Dead: endings.filter((ending) => decisionOf(ending) === 'dead').length + unreadable.length,
      Duplicates: endings.reduce((sum, ending) => sum + duplicatesOf(ending), 0),
    });
  }

  /** Hand-outs that pullers acknowledged. */
  acknowledged(count: number): void {
    this.#count({ Delivered: count });
  }

  #count(counts: Partial<Record<DeliveryMetric, number>>): void {
    const given = DELIVERY_METRICS.flatMap((name) => (counts[name] ? [[name, counts[name]] as const] : []));
    if (given.length === 0) return;
    for (const [name, count] of given) this.#metrics.addMetric(name, MetricUnit.Count, count);
    this.#metrics.publishStoredMetrics();
  }
}

function decisionOf(ending: Ending): string | undefined {
  return ending.kind === 'decided' ? ending.decision.kind : undefined;
}

/** Of a puller it is the hand-out before this one: nobody acknowledged it in time. */
function hasFailedAttempt(ending: Ending): boolean {
  if (ending.kind === 'handed-out') return ending.missed !== undefined;
  return ending.kind === 'decided' && ending.attempt !== undefined && ending.decision.kind !== 'delivered';
}
