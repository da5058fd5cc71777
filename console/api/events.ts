/** What became of an event? Everyone it went to, one delivery of it, one sent again. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { AttemptView, DeliveryView } from '../../lambdas/api/views/delivery-view.ts';
import type { ReplayedDeliveryView } from '../../lambdas/api/views/replay-view.ts';
import { get, path, post } from './client.ts';
import { useLive } from './live.ts';
import type { ListPage } from './page.ts';
import { refresh } from './refresh.ts';

export type Delivery = DeliveryView;
export type Attempt = AttemptView;

const PAGE_SIZE = 50;
const MOVING_MS = 2000;
const STILL_MS = 5000;

export function useDeliveriesOfEvent(eventId: string, cursor?: string): UseQueryResult<ListPage<Delivery>> {
  const query = { limit: PAGE_SIZE, cursor };
  return useLive(['deliveries', 'of-event', eventId, query], (signal) =>
    get(path`/v1/events/${eventId}/deliveries`, query, signal),
  );
}

export function useDelivery(subscriberId: string, eventId: string): UseQueryResult<Delivery> {
  return useLive<Delivery>(
    ['deliveries', 'one', subscriberId, eventId],
    (signal) => get(path`/v1/deliveries/${subscriberId}/${eventId}`, {}, signal),
    { everyMs: (delivery) => (delivery?.status === 'pending' ? MOVING_MS : STILL_MS) },
  );
}

/** Out of its dead letter where it has one, else out of the archive: the answer says which, and what job brings it. */
export async function sendAgain(subscriberId: string, eventId: string): Promise<ReplayedDeliveryView> {
  const sent = await post<ReplayedDeliveryView>(path`/v1/deliveries/${subscriberId}/${eventId}/replay`);
  await refresh('deliveries');
  return sent;
}
