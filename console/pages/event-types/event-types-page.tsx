/** What can be published, and so subscribed to? The catalogue of event types. */
import { useCollection } from '@cloudscape-design/collection-hooks';
import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Pagination from '@cloudscape-design/components/pagination';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { path } from '../../api/client.ts';
import { type Catalogue, type EventType, useCatalogue } from '../../api/event-types.ts';
import { Answered } from '../../parts/answered.tsx';
import { CodeText } from '../../parts/code-text.tsx';
import { countOf, countText } from '../../parts/count-text.ts';
import { Dotted } from '../../parts/dotted.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Page } from '../../parts/page.tsx';
import { TimeAgo } from '../../parts/time-ago.tsx';
import { Deprecated } from './deprecated.tsx';
import { versionsOf } from './versions.ts';

const COLUMNS: TableProps.ColumnDefinition<EventType>[] = [
  {
    id: 'name',
    header: 'Event type',
    cell: ({ name, deprecated }) => (
      <>
        <Link href={path`/event-types/${name}`}>
          <span className="breaking-last">
            <Dotted name={name} />
          </span>
        </Link>{' '}
        {deprecated && <Deprecated />}
      </>
    ),
    sortingField: 'name',
    isRowHeader: true,
    minWidth: 200,
  },
  { id: 'description', header: 'What it means', cell: ({ description = '–' }) => description, minWidth: 260 },
  { id: 'versions', header: 'Schema versions', cell: (type) => versionsOf(type).join(', ') || '–', minWidth: 140 },
  {
    id: 'updated',
    header: 'Changed',
    cell: ({ updatedAt }) => <TimeAgo at={updatedAt} />,
    sortingField: 'updatedAt',
    minWidth: 120,
  },
];

const PAGE_SIZE = 50;

export default function EventTypesPage() {
  return (
    <Page
      title="Event types"
      description="What is published on the bus, with schemas and examples for who receives it."
    >
      <Answered query={useCatalogue()}>{(catalogue) => <CatalogueTable catalogue={catalogue} />}</Answered>
    </Page>
  );
}

function CatalogueTable({ catalogue: { eventTypes, isComplete } }: { readonly catalogue: Catalogue }) {
  const { items, filterProps, collectionProps, paginationProps, filteredItemsCount } = useCollection(eventTypes, {
    filtering: {
      fields: ['name', 'description'],
      empty: <HowToBegin />,
      noMatch: <Empty title="No event type matches">Names and descriptions are searched.</Empty>,
    },
    pagination: { pageSize: PAGE_SIZE },
    sorting: {},
  });
  return (
    <Table
      {...collectionProps}
      header={
        <Header variant="h2" counter={`(${countText(eventTypes.length)}${isComplete ? '' : '+'})`}>
          The catalogue
        </Header>
      }
      filter={
        <TextFilter
          {...filterProps}
          filteringPlaceholder="Search names and descriptions"
          filteringAriaLabel="Search the catalogue"
          countText={countOf(filteredItemsCount ?? 0, 'match', 'matches')}
        />
      }
      pagination={<Pagination {...paginationProps} />}
      columnDefinitions={COLUMNS}
      items={items}
      enableKeyboardNavigation
      wrapLines
      ariaLabels={{ tableLabel: 'Event types' }}
    />
  );
}

const COMMAND = `npx fanfare event-types put invoice.paid --schema invoice-paid.schema.json --example '{"amount": 120}'`;

function HowToBegin() {
  return (
    <Empty title="The catalogue is empty">
      Events are delivered all the same. Put a type into it with the command line, and its schema is checked before
      events are published, and its example shown here:
      <Box textAlign="left" padding={{ top: 's' }}>
        <CodeText text={COMMAND} what="Command" isCopied />
      </Box>
    </Empty>
  );
}
