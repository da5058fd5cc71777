/** `subscribers list`: who is subscribed? */
import { type ListOptions, showList } from '../api/list-options.ts';
import type { Column } from '../output/table.ts';
import type { Session } from '../session.ts';
import { STATUS_STYLES } from './show-subscriber.ts';
import type { SubscriberView } from './subscriber-view.ts';

interface Filter {
  readonly tenant?: string;
  readonly status?: string;
  readonly search?: string;
}

export function listSubscribers(session: Session, options: Filter & ListOptions): Promise<void> {
  const { tenant, status, search } = options;
  return showList(session, '/v1/subscribers', { tenant, status, q: search }, options, COLUMNS);
}

const COLUMNS: readonly Column<SubscriberView>[] = [
  { heading: 'ID', cell: ({ id }) => id },
  { heading: 'NAME', cell: ({ name }) => name, shrinks: true },
  { heading: 'STATUS', cell: ({ status }) => status, style: ({ status }) => STATUS_STYLES[status] },
  { heading: 'TENANT', cell: ({ tenant }) => tenant, shrinks: true },
  { heading: 'EVENT TYPES', cell: ({ eventTypes }) => eventTypes.join(', '), shrinks: true },
  { heading: 'URL', cell: ({ url, mode }) => url ?? mode, shrinks: true },
];
