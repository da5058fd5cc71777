/** What does it take to ask for replays? */
import type { JobRequestParts } from '../job-requests/parts.ts';
import type { QueueGauge } from '../queues/queue-gauge.ts';
import type { ClaimRecords } from '../records/claim-records.ts';
import type { DeliveryRecords } from '../records/delivery-records.ts';
import type { ArchiveAge } from './archive-age.ts';

export interface ReplayParts extends JobRequestParts {
  readonly stage: string;
  /** Days that events are kept for; 0 where nothing is archived. */
  readonly archiveRetentionDays: number;
  readonly archiveAge: ArchiveAge;
}

/** What is asked of one delivery takes looking it up. */
export interface DeliveryReplayParts extends ReplayParts {
  readonly claims: ClaimRecords;
  readonly deliveries: DeliveryRecords;
  readonly gauge: QueueGauge;
}
