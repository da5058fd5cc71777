/** What became of a delivery? A dead letter that was discarded is dead, and nothing waits any more. */
import type { Delivery } from '../../api/events.ts';
import { Status } from '../../parts/status.tsx';

export function DeliveryStatus({ delivery: { status, discardedAt } }: { readonly delivery: Delivery }) {
  return discardedAt === undefined ? <Status status={status} /> : <Status status="discarded" text="dead, discarded" />;
}
