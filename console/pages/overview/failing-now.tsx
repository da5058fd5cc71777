/** Who fails now, why, since when? Longest failing first. */
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { FailingSubscriberView } from '../../../lambdas/api/views/overview-view.ts';
import { Bad } from '../../parts/bad.tsx';
import { countText } from '../../parts/count-text.ts';
import { Empty } from '../../parts/empty.tsx';
import { useIsNarrow } from '../../parts/narrow.ts';
import { outcomeText } from '../../parts/outcome-text.ts';
import { TimeAgo } from '../../parts/time-ago.tsx';

interface Props {
  readonly failing: readonly FailingSubscriberView[];
  readonly count: number;
}

const COLUMNS: TableProps.ColumnDefinition<FailingSubscriberView>[] = [
  {
    id: 'name',
    header: 'Subscriber',
    isRowHeader: true,
    cell: ({ subscriberId, name, status }) => (
      <>
        <Link href={`/subscribers/${subscriberId}`}>{name}</Link>
        {status !== 'active' && ` (${status})`}
      </>
    ),
  },
  {
    id: 'why',
    header: 'Why',
    minWidth: 180,
    cell: ({ last }) => <Bad>{outcomeText(last)}</Bad>,
  },
  { id: 'since', header: 'Failing since', cell: ({ failingSince }) => <TimeAgo at={failingSince} /> },
  { id: 'failures', header: 'Failed attempts', cell: ({ failures }) => countText(failures) },
  { id: 'last', header: 'Last failure', cell: ({ lastFailureAt }) => <TimeAgo at={lastFailureAt} /> },
  {
    id: 'oldest',
    header: 'Oldest event to be retried',
    cell: ({ oldestPendingAt }) => (oldestPendingAt === undefined ? 'None' : <TimeAgo at={oldestPendingAt} />),
  },
  { id: 'tenant', header: 'Tenant', cell: ({ tenant }) => tenant ?? '–' },
];

/** On a telephone, the cause and the time stand together. */
const NARROW: TableProps.ColumnDefinition<FailingSubscriberView>[] = [
  ...COLUMNS.slice(0, 1),
  {
    id: 'why-since',
    header: 'Why, and since when',
    cell: ({ last, failingSince }) => (
      <>
        <Bad>{outcomeText(last)}</Bad>, since <TimeAgo at={failingSince} />
      </>
    ),
  },
];

export function FailingNow({ failing, count }: Props) {
  const isNarrow = useIsNarrow();
  const counter = count > failing.length ? `(${failing.length} of ${countText(count)})` : `(${countText(count)})`;
  return (
    <Table
      header={
        <Header
          variant="h2"
          counter={counter}
          description="Their newest attempt failed. The longest failing come first."
        >
          Failing now
        </Header>
      }
      items={failing}
      trackBy="subscriberId"
      columnDefinitions={isNarrow ? NARROW : COLUMNS}
      wrapLines
      empty={<Empty title="Nobody fails">Every endpoint’s newest attempt was answered with success.</Empty>}
    />
  );
}
