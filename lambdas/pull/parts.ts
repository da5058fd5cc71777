/** What do pulling and acknowledging need? */
import type { AttemptLog } from '../queue-messages/attempt-log.ts';
import type { ClaimStores } from '../queue-messages/claim-messages.ts';
import type { DeliveryMetrics } from '../queue-messages/delivery-metrics.ts';
import type { SubscriberQueue } from '../queue-messages/subscriber-queue.ts';
import type { SubscriberCache } from '../recipients/subscriber-cache.ts';
import type { SubscriberRecords } from '../records/subscriber-records.ts';
import type { ReceiptLog } from './receipt-log.ts';
import type { ReceivingQueue } from './receiving-queue.ts';

export interface PullParts extends ClaimStores {
  readonly subscribers: SubscriberRecords;
  /** Refuses an id that is no subscriber's. */
  readonly recipients: SubscriberCache;
  readonly queuesOf: (subscriberId: string) => PulledQueues;
  readonly eventIdField: string;
  readonly userAgent: string;
  readonly log: AttemptLog;
  readonly metrics: DeliveryMetrics;
  readonly receiptLog: ReceiptLog;
}

export interface PulledQueues {
  /** Where messages come from, and are deleted. */
  readonly receiving: ReceivingQueue;
  /** Where they are hidden, and buried beside. */
  readonly settling: SubscriberQueue;
}
