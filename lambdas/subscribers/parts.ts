/** What do operations on subscribers need? */
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { QueueGauge } from '../queues/queue-gauge.ts';
import type { EventTypeRecords } from '../records/event-type-records.ts';
import type { SubscriberRecords } from '../records/subscriber-records.ts';
import type { Sealer } from '../secrets/sealer.ts';
import type { InputRules } from './subscriber-input.ts';

/** A stage's rules for what may be subscribed. */
export interface StageRules extends InputRules {
  /** Whether an event type that the catalogue does not know is refused; else it is warned about. */
  readonly strictEventTypes: boolean;
  /** The top-level field of `detail` with the publisher's own id. */
  readonly eventIdField: string;
}

export interface SubscriberParts {
  readonly subscribers: SubscriberRecords;
  readonly eventTypes: EventTypeRecords;
  readonly sealer: Sealer;
  readonly events: EventBridgeClient;
  readonly sqs: SQSClient;
  readonly gauge: QueueGauge;
  readonly keyId: string;
  readonly rules: StageRules;
}
