/** What does the overview read from? */
import type { DeliveryRecords } from '../records/delivery-records.ts';
import type { HealthRecords } from '../records/health-records.ts';
import type { SubscriberSummaries } from '../records/subscriber-summaries.ts';
import type { DeadLetterCount } from './dead-letter-count.ts';
import type { GetMetricData } from './traffic.ts';

export interface OverviewParts {
  readonly stage: string;
  readonly summaries: SubscriberSummaries;
  readonly health: HealthRecords;
  readonly deliveries: DeliveryRecords;
  readonly deadLetterCount: DeadLetterCount;
  readonly getMetricData: GetMetricData;
  /** 0 where nothing is archived. */
  readonly archiveRetentionDays: number;
}
