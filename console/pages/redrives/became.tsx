/** What became of the deliveries that were redriven? Each by itself, live, until it is delivered. */
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Pagination from '@cloudscape-design/components/pagination';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import { path } from '../../api/client.ts';
import { type Delivery, useDelivery } from '../../api/events.ts';
import { countText } from '../../parts/count-text.ts';
import { outcomeText } from '../../parts/outcome-text.ts';
import { Status } from '../../parts/status.tsx';
import { TimeAgo } from '../../parts/time-ago.tsx';

interface Props {
  readonly subscriberId: string;
  readonly eventIds: readonly string[];
}

interface Row {
  readonly subscriberId: string;
  readonly eventId: string;
}

/** Each is asked for by itself. */
const PAGE_SIZE = 20;

const COLUMNS: TableProps.ColumnDefinition<Row>[] = [
  {
    id: 'event',
    header: 'Event',
    cell: ({ subscriberId, eventId }) => (
      <Link href={path`/deliveries/${subscriberId}/${eventId}`}>
        <span className="breaking">{eventId}</span>
      </Link>
    ),
    isRowHeader: true,
    minWidth: 200,
  },
  { id: 'status', header: 'Status', cell: (row) => <Of row={row} show={statusOf} />, minWidth: 120 },
  { id: 'outcome', header: 'Last outcome', cell: (row) => <Of row={row} show={outcomeOf} />, minWidth: 220 },
  { id: 'when', header: 'When', cell: (row) => <Of row={row} show={whenOf} />, minWidth: 120 },
];

export function Became({ subscriberId, eventIds }: Props) {
  const [page, setPage] = useState(1);
  const shown = eventIds.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  const pages = Math.ceil(eventIds.length / PAGE_SIZE);
  return (
    <Table
      header={
        <Header variant="h2" counter={`(${countText(eventIds.length)})`}>
          What became of them
        </Header>
      }
      columnDefinitions={COLUMNS}
      items={shown.map((eventId) => ({ subscriberId, eventId }))}
      trackBy="eventId"
      pagination={
        pages > 1 && (
          <Pagination
            currentPageIndex={page}
            pagesCount={pages}
            onChange={({ detail }) => setPage(detail.currentPageIndex)}
          />
        )
      }
      enableKeyboardNavigation
      wrapLines
      ariaLabels={{ tableLabel: 'Deliveries that were redriven' }}
    />
  );
}

function Of({ row, show }: { readonly row: Row; readonly show: (delivery: Delivery) => React.ReactNode }) {
  const { data, error } = useDelivery(row.subscriberId, row.eventId);
  if (data) return show(data);
  return error ? 'not in the log' : '…';
}

const statusOf = ({ status }: Delivery) => <Status status={status} />;

function outcomeOf({ attempts }: Delivery) {
  const last = attempts.at(-1);
  return last ? outcomeText(last) : '–';
}

function whenOf({ deliveredAt, nextAttemptAt, deadAt }: Delivery) {
  const at = deliveredAt ?? nextAttemptAt ?? deadAt;
  return at === undefined ? '–' : <TimeAgo at={at} />;
}
