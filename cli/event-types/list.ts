/** `event-types list`: what may be published? */
import type { EventType } from '../../core/event-type.ts';
import { type ListOptions, showList } from '../api/list-options.ts';
import type { Column } from '../output/table.ts';
import type { Session } from '../session.ts';

export function listEventTypes(session: Session, options: ListOptions): Promise<void> {
  return showList(session, '/v1/event-types', {}, options, COLUMNS);
}

const COLUMNS: readonly Column<EventType>[] = [
  { heading: 'NAME', cell: ({ name }) => name },
  { heading: 'VERSIONS', cell: ({ schemas = {} }) => Object.keys(schemas).join(', ') },
  { heading: 'STATE', cell: ({ deprecated }) => (deprecated ? 'deprecated' : ''), style: () => 'yellow' },
  { heading: 'DESCRIPTION', cell: ({ description }) => description, shrinks: true },
];
