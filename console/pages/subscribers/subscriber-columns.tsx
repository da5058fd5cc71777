/** What does the list say of each subscriber? */
import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { TableProps } from '@cloudscape-design/components/table';
import type { ListedSubscriberView } from '../../../lambdas/api/views/subscriber-view.ts';
import { countText } from '../../parts/count-text.ts';
import { outcomeText } from '../../parts/outcome-text.ts';
import { Failing, Status } from '../../parts/status.tsx';
import { TimeAgo } from '../../parts/time-ago.tsx';
import { SuccessRate } from './success-rate.tsx';

type Row = ListedSubscriberView;

/** What is not there: nothing is known of it. */
const NOTHING = '–';

export const SUBSCRIBER_COLUMNS: TableProps.ColumnDefinition<Row>[] = [
  { id: 'name', header: 'Subscriber', isRowHeader: true, minWidth: 130, cell: (row) => <Name row={row} /> },
  { id: 'state', header: 'State', minWidth: 130, cell: (row) => <State row={row} /> },
  { id: 'success', header: 'Success rate', cell: ({ recent }) => <SuccessRate recent={recent} /> },
  { id: 'deadLetters', header: 'Dead letters', cell: (row) => <DeadLetters row={row} /> },
  { id: 'depth', header: 'Waiting', cell: ({ queue }) => (queue ? countText(queue.depth) : NOTHING) },
  { id: 'inFlight', header: 'In flight', cell: ({ queue }) => (queue ? countText(queue.inFlight) : NOTHING) },
  {
    id: 'oldest',
    header: 'Oldest event to be retried',
    minWidth: 90,
    cell: ({ oldestPendingAt }) => (oldestPendingAt === undefined ? NOTHING : <TimeAgo at={oldestPendingAt} />),
  },
  { id: 'tenant', header: 'Tenant', cell: ({ tenant }) => tenant ?? NOTHING },
];

export const NARROW_COLUMNS: readonly string[] = ['name', 'state', 'deadLetters'];

function Name({ row: { id, name, url } }: { readonly row: Row }) {
  return (
    <SpaceBetween size="xxxs">
      <Link href={`/subscribers/${id}`}>{name}</Link>
      <Box variant="small" color="text-body-secondary">
        <span className="breaking">{url ?? 'pulls its events'}</span>
      </Box>
    </SpaceBetween>
  );
}

function State({ row: { status, failing, failure } }: { readonly row: Row }) {
  if (failure && status === 'failed') return <Status status={status} text={`failed: ${failure.step}`} />;
  if (!failing) return <Status status={status} />;
  return (
    <SpaceBetween size="xxxs">
      <Failing text={status === 'active' ? 'failing' : `failing, ${status}`} />
      <Box variant="small" color="text-body-secondary">
        {outcomeText(failing.last)}, since <TimeAgo at={failing.failingSince} />
      </Box>
    </SpaceBetween>
  );
}

function DeadLetters({ row: { id, queue } }: { readonly row: Row }) {
  if (!queue) return NOTHING;
  if (queue.deadLetters === 0) return '0';
  return <Link href={`/subscribers/${id}/dead-letters`}>{countText(queue.deadLetters)}</Link>;
}
