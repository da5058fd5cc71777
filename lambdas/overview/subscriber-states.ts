/** How does a subscriber do now? What waits in its queues, what became of its newest deliveries, whether its endpoint fails. */
import type { DeliveryStatus } from '../../core/delivery.ts';
import type { EndpointHealth } from '../../core/endpoint-health.ts';
import { eachOf } from '../each-of.ts';
import type { QueueDepths, QueueGauge } from '../queues/queue-gauge.ts';
import type { DeliveryRecords } from '../records/delivery-records.ts';
import type { HealthRecords } from '../records/health-records.ts';

export interface SubscriberState {
  /** Absent while its queues are not there. */
  readonly queue?: QueueDepths;
  readonly recent: RecentDeliveries;
  readonly failing?: EndpointHealth;
  readonly oldestPendingAt?: string;
}

/** The newest in the log, by what became of them. */
export type RecentDeliveries = Readonly<Record<DeliveryStatus | 'deliveries', number>>;

export interface StateParts {
  readonly gauge: QueueGauge;
  readonly deliveries: DeliveryRecords;
  readonly health: HealthRecords;
}

/** So many of a subscriber's newest deliveries are counted. */
const RECENT = 100;
/** Each is asked about in seven calls. */
const AT_ONCE = 8;

/** By the subscribers' ids, at most 100. */
export async function subscriberStates(
  ids: readonly string[],
  parts: StateParts,
): Promise<Map<string, SubscriberState>> {
  const states = new Map<string, SubscriberState>();
  const readOne = async (id: string) => states.set(id, await stateOf(id, parts));
  const [health] = await Promise.all([parts.health.of(ids), eachOf(ids, AT_ONCE, readOne)]);
  for (const [id, failing] of health) states.set(id, { ...(states.get(id) as SubscriberState), failing });
  return states;
}

async function stateOf(id: string, { gauge, deliveries }: StateParts): Promise<SubscriberState> {
  const [queue, recent, oldest] = await Promise.all([
    gauge.find(id),
    deliveries.recent(id, RECENT),
    deliveries.oldestPending(id),
  ]);
  return {
    ...(queue ? { queue } : {}),
    recent: counted(recent),
    ...(oldest ? { oldestPendingAt: oldest.eventTime } : {}),
  };
}

function counted(recent: readonly { readonly status: DeliveryStatus }[]): RecentDeliveries {
  const counts = { deliveries: recent.length, delivered: 0, pending: 0, dead: 0 };
  for (const { status } of recent) counts[status] += 1;
  return counts;
}
