/** `deliveries show`: one delivery with all its attempts. */

import { webhookId } from '../../core/event-id.ts';
import { printableLines } from '../../core/printable.ts';
import type { DeliveryView } from '../../lambdas/api/views/delivery-view.ts';
import { path } from '../api/api-client.ts';
import type { Session } from '../session.ts';
import { findSubscriberId } from '../subscribers/find-subscriber.ts';
import { STATUS_STYLES } from './list.ts';
import { attemptText } from './outcome.ts';

export async function showDelivery(session: Session, named: string, eventId: string): Promise<void> {
  const api = await session.api();
  const subscriber = await findSubscriberId(api, named);
  const delivery = await api.get<DeliveryView>(path`/v1/deliveries/${subscriber}/${webhookId(eventId)}`);
  if (session.isJson) return session.out.json(delivery);
  const { subscriberId, eventId: id, eventType, eventTime, status, attempts, ...more } = delivery;
  const fields = { subscriberId, eventId: id, eventType, eventTime, status, ...more };
  session.out.fields(fields, { status: STATUS_STYLES[status] });
  session.out.line('');
  session.out.table(
    [
      { heading: 'ATTEMPT', cell: ({ number }) => number },
      { heading: 'ROUND', cell: ({ round = 1 }) => round },
      { heading: 'AT', cell: ({ at }) => at },
      { heading: 'OUTCOME', cell: attemptText },
    ],
    attempts,
  );
  const response = attempts.at(-1)?.response;
  if (response) session.out.line(`\nThe last answer began with:\n${printableLines(response)}`);
}
