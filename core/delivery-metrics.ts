/** What is counted of deliveries? Functions write it, the overview reads it; by stage alone, for each series costs. */

export const METRICS_NAMESPACE = 'Fanfare';

/** The one dimension. */
export const STAGE_DIMENSION = 'Stage';

export const DELIVERY_METRICS = ['Delivered', 'FailedAttempts', 'Dead', 'Duplicates'] as const;

export type DeliveryMetric = (typeof DELIVERY_METRICS)[number];
