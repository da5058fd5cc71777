/** An event: everyone it went to, and what became of it there. */
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { path } from '../../api/client.ts';
import { type Delivery, useDeliveriesOfEvent } from '../../api/events.ts';
import { Answered } from '../../parts/answered.tsx';
import { Copyable } from '../../parts/copyable.tsx';
import { Empty } from '../../parts/empty.tsx';
import { deadReasonText, outcomeText } from '../../parts/outcome-text.ts';
import { Page } from '../../parts/page.tsx';
import { Pager } from '../../parts/pager.tsx';
import { SubscriberLink } from '../../parts/subscriber-link.tsx';
import { TimeAgo, TimeExact } from '../../parts/time-ago.tsx';
import { useUrlParam } from '../../parts/url-param.ts';
import { DeliveryStatus } from '../deliveries/delivery-status.tsx';
import { SendAgain } from '../deliveries/send-again.tsx';

const COLUMNS: TableProps.ColumnDefinition<Delivery>[] = [
  {
    id: 'subscriber',
    header: 'Subscriber',
    cell: ({ subscriberId }) => <SubscriberLink id={subscriberId} />,
    isRowHeader: true,
    minWidth: 160,
  },
  { id: 'status', header: 'Status', cell: (delivery) => <DeliveryStatus delivery={delivery} />, minWidth: 130 },
  { id: 'attempts', header: 'Attempts', cell: (delivery) => <Attempts delivery={delivery} />, minWidth: 100 },
  { id: 'outcome', header: 'Last outcome', cell: lastOutcome, minWidth: 220 },
  { id: 'when', header: 'When', cell: (delivery) => <When delivery={delivery} />, minWidth: 160 },
  { id: 'again', header: 'Send again', cell: (delivery) => <SendAgain delivery={delivery} />, minWidth: 150 },
];

export default function EventPage({ eventId }: { readonly eventId: string }) {
  const [cursor] = useUrlParam('cursor');
  const query = useDeliveriesOfEvent(eventId, cursor === '' ? undefined : cursor);
  const [first] = query.data?.items ?? [];
  return (
    <Page title={first?.eventType ?? 'Event'} above={[{ text: 'Find an event', href: '/events' }]}>
      <Container>
        <KeyValuePairs
          columns={2}
          minColumnWidth={240}
          items={[
            {
              label: 'webhook-id, the event’s id',
              value: <Copyable text={first?.eventId ?? eventId} what="Event id" />,
            },
            ...(first ? [{ label: 'It happened', value: <TimeExact at={first.eventTime} /> }] : []),
          ]}
        />
      </Container>
      <Answered query={query}>
        {({ items, cursor: next }) => (
          <Table
            header={<Header variant="h2">Everyone it went to</Header>}
            columnDefinitions={COLUMNS}
            items={items}
            trackBy="subscriberId"
            pagination={<Pager next={next} />}
            empty={<Unknown />}
            enableKeyboardNavigation
            wrapLines
            ariaLabels={{ tableLabel: 'Deliveries of this event' }}
          />
        )}
      </Answered>
    </Page>
  );
}

function Unknown() {
  return (
    <Empty title="The log has no delivery of this event" action={<Link href="/events">Find another event</Link>}>
      Either no subscriber wanted it, or it has not been tried yet, or it is older than what the log keeps, or its id is
      another one.
    </Empty>
  );
}

function Attempts({ delivery: { subscriberId, eventId, attempts } }: { readonly delivery: Delivery }) {
  const count = attempts.at(-1)?.number ?? 0;
  return (
    <Link href={path`/deliveries/${subscriberId}/${eventId}`} ariaLabel={`${count} attempts: show each`}>
      {count}
    </Link>
  );
}

function lastOutcome({ attempts, deadReason }: Delivery): string {
  const last = attempts.at(-1);
  if (last) return outcomeText(last);
  return deadReason === undefined ? 'Not tried yet' : deadReasonText(deadReason);
}

function When({ delivery: { status, deliveredAt, nextAttemptAt, deadAt } }: { readonly delivery: Delivery }) {
  if (status === 'delivered' && deliveredAt) return <TimeAgo at={deliveredAt} />;
  if (status === 'pending' && nextAttemptAt) {
    return (
      <>
        Next attempt <TimeAgo at={nextAttemptAt} />
      </>
    );
  }
  return deadAt ? <TimeAgo at={deadAt} /> : '–';
}
