/** `deliveries list`: what became of a subscriber's events, or of one event at all its subscribers? */

import { webhookId } from '../../core/event-id.ts';
import type { DeliveryView } from '../../lambdas/api/views/delivery-view.ts';
import { path } from '../api/api-client.ts';
import { type ListOptions, showList } from '../api/list-options.ts';
import type { Column, Style } from '../output/table.ts';
import { Refusal } from '../refusal.ts';
import type { Session } from '../session.ts';
import { findSubscriberId } from '../subscribers/find-subscriber.ts';
import { outcomeOf } from './outcome.ts';

interface Filter {
  readonly event?: string;
  readonly status?: string;
}

export async function listDeliveries(
  session: Session,
  named: string | undefined,
  options: Filter & ListOptions,
): Promise<void> {
  const { event, status } = options;
  if ((named === undefined) === (event === undefined)) {
    throw new Refusal('usage', 'Name a subscriber, or an event with --event: `fanfare deliveries list Billing`.');
  }
  if (event !== undefined)
    return showList(session, path`/v1/events/${webhookId(event)}/deliveries`, { status }, options, OF_EVENT);
  const id = await findSubscriberId(await session.api(), named ?? '');
  return showList(session, path`/v1/subscribers/${id}/deliveries`, { status }, options, OF_SUBSCRIBER);
}

export const STATUS_STYLES: Readonly<Record<DeliveryView['status'], Style>> = {
  delivered: 'green',
  pending: 'yellow',
  dead: 'red',
};

const EVENT: Column<DeliveryView> = { heading: 'EVENT', cell: ({ eventId }) => eventId };
const SUBSCRIBER: Column<DeliveryView> = { heading: 'SUBSCRIBER', cell: ({ subscriberId }) => subscriberId };

const COMMON: readonly Column<DeliveryView>[] = [
  { heading: 'TYPE', cell: ({ eventType }) => eventType, shrinks: true },
  { heading: 'TIME', cell: ({ eventTime }) => eventTime },
  { heading: 'STATUS', cell: ({ status }) => status, style: ({ status }) => STATUS_STYLES[status] },
  { heading: 'ATTEMPTS', cell: ({ attempts }) => attempts.at(-1)?.number ?? 0 },
  { heading: 'LAST OUTCOME', cell: outcomeOf, shrinks: true },
  { heading: 'NEXT OR REASON', cell: nextOrReason, shrinks: true },
];

function nextOrReason({ nextAttemptAt, deadReason, discardedAt }: DeliveryView): string | undefined {
  if (discardedAt !== undefined) return `${deadReason ?? 'dead'}, discarded`;
  return nextAttemptAt ?? deadReason;
}

const OF_SUBSCRIBER = [EVENT, ...COMMON];
const OF_EVENT = [SUBSCRIBER, ...COMMON];
