/** What do the API's operations need? */
import type { ClaimRecords } from '../records/claim-records.ts';
import type { DeliveryRecords } from '../records/delivery-records.ts';
import type { SubscriberParts } from '../subscribers/parts.ts';

export interface ApiParts extends SubscriberParts {
  readonly claims: ClaimRecords;
  readonly deliveries: DeliveryRecords;
  readonly stage: string;
  readonly platformQueueUrl: string;
  readonly userAgent: string;
}
