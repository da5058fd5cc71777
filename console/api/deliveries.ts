/** What is asked of the API about deliveries. */
import type { DeliveryStatusView, DeliveryView } from '../../lambdas/api/views/delivery-view.ts';
import { get, path } from './client.ts';
import { useLive } from './live.ts';
import type { ListPage } from './page.ts';

export interface DeliveryQuery {
  readonly status?: DeliveryStatusView;
  readonly cursor?: string;
}

const PAGE_SIZE = 25;

/** Newest event first; the dead ones by when they died. */
export function useDeliveriesOf(subscriberId: string, query: DeliveryQuery) {
  const ask = (signal: AbortSignal) =>
    get<ListPage<DeliveryView>>(
      path`/v1/subscribers/${subscriberId}/deliveries`,
      { ...query, limit: PAGE_SIZE },
      signal,
    );
  return useLive(['deliveries', 'of', subscriberId, query], ask);
}
