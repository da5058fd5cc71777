/** What was delivered to it lately, what was not and why? Each can be opened to its attempts; which are, the address says. */
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import Table from '@cloudscape-design/components/table';
import type { DeliveryStatusView, DeliveryView } from '../../../lambdas/api/views/delivery-view.ts';
import type { SubscriberWithStateView } from '../../../lambdas/api/views/subscriber-view.ts';
import { useDeliveriesOf } from '../../api/deliveries.ts';
import { Empty } from '../../parts/empty.tsx';
import { Failed } from '../../parts/failed.tsx';
import { useIsNarrow } from '../../parts/narrow.ts';
import { Pager } from '../../parts/pager.tsx';
import { useUrlParams } from '../../parts/url-param.ts';
import { DELIVERY_COLUMNS, type DeliveryRow, NARROW_COLUMNS } from './delivery-columns.tsx';

interface Props {
  readonly subscriber: SubscriberWithStateView;
}

const STATUSES: readonly { readonly id: string; readonly text: string }[] = [
  { id: 'all', text: 'All' },
  { id: 'pending', text: 'Pending' },
  { id: 'dead', text: 'Dead' },
  { id: 'delivered', text: 'Delivered' },
];

export function Deliveries({ subscriber: { id } }: Props) {
  const [params, change] = useUrlParams();
  const isNarrow = useIsNarrow();
  const status = params.get('status');
  const cursor = params.get('cursor');
  const { data, error, isPending, refetch } = useDeliveriesOf(id, {
    ...(status === null ? {} : { status: status as DeliveryStatusView }),
    ...(cursor === null ? {} : { cursor }),
  });
  const rows = (data?.items ?? []).map(deliveryRow);
  const open = new Set((params.get('open') ?? '').split(','));
  const toggle = ({ delivery: { eventId } }: DeliveryRow, isOpen: boolean) => {
    const others = [...open].filter((each) => each !== eventId && each !== '');
    change({ open: (isOpen ? [...others, eventId] : others).join(',') });
  };
  return (
    <>
      {error && <Failed error={error} onRetry={() => void refetch()} />}
      <Table
        variant="embedded"
        header={<Header description="Newest event first. Open one to see its attempts.">Recent deliveries</Header>}
        filter={
          <SegmentedControl
            label="Status"
            selectedId={status ?? 'all'}
            options={STATUSES}
            onChange={({ detail }) =>
              change({ status: detail.selectedId === 'all' ? '' : detail.selectedId, cursor: '', open: '' })
            }
          />
        }
        pagination={<Pager next={data?.cursor} />}
        items={rows}
        trackBy="id"
        loading={isPending}
        loadingText="Loading …"
        columnDefinitions={DELIVERY_COLUMNS}
        visibleColumns={isNarrow ? NARROW_COLUMNS : DELIVERY_COLUMNS.map((column) => column.id ?? '')}
        wrapLines
        ariaLabels={{
          tableLabel: 'Recent deliveries',
          expandButtonLabel: ({ delivery }) => `Show the attempts of ${delivery.eventId}`,
          collapseButtonLabel: ({ delivery }) => `Hide the attempts of ${delivery.eventId}`,
        }}
        expandableRows={{
          getItemChildren: ({ delivery, attempt }) => (attempt ? [] : attemptRows(delivery)),
          isItemExpandable: ({ delivery, attempt }) => !attempt && delivery.attempts.length > 0,
          expandedItems: rows.filter(({ delivery }) => open.has(delivery.eventId)),
          onExpandableItemToggle: ({ detail }) => toggle(detail.item, detail.expanded),
        }}
        empty={<None status={status} />}
      />
    </>
  );
}

function deliveryRow(delivery: DeliveryView): DeliveryRow {
  return { id: delivery.eventId, delivery };
}

/** Newest first, as the deliveries. */
function attemptRows(delivery: DeliveryView): DeliveryRow[] {
  return delivery.attempts
    .map((attempt) => ({ id: `${delivery.eventId} ${attempt.number}`, delivery, attempt }))
    .reverse();
}

function None({ status }: { readonly status: string | null }) {
  if (status === 'dead') return <Empty title="No dead letters" />;
  if (status === 'pending') return <Empty title="Nothing failed that waits to be tried again" />;
  return (
    <Empty title="Nothing was delivered yet">
      Events show here once their first attempt is made. A test event shows whether its endpoint is reached.
    </Empty>
  );
}
