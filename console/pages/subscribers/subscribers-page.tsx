/** Who has subscribed, and how do they fare? Searched, filtered, and registered anew. */
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useSubscribers } from '../../api/subscribers.ts';
import { countText } from '../../parts/count-text.ts';
import { Empty } from '../../parts/empty.tsx';
import { Failed } from '../../parts/failed.tsx';
import { useIsNarrow } from '../../parts/narrow.ts';
import { Page } from '../../parts/page.tsx';
import { Pager } from '../../parts/pager.tsx';
import { useUrlParams } from '../../parts/url-param.ts';
import { CreateSubscriber } from './create-subscriber.tsx';
import { NARROW_COLUMNS, SUBSCRIBER_COLUMNS } from './subscriber-columns.tsx';
import { SubscriberFilters } from './subscriber-filters.tsx';

const FILTERS = ['q', 'status', 'tenant'] as const;

export default function SubscribersPage() {
  const [params, change] = useUrlParams();
  const register = (
    <Button variant="primary" onClick={() => change({ new: '1' })}>
      Register a subscriber
    </Button>
  );
  return (
    <Page title="Subscribers" actions={register}>
      <Subscribers />
      {params.has('new') && <CreateSubscriber onClose={() => change({ new: undefined })} />}
    </Page>
  );
}

function Subscribers() {
  const [params, change] = useUrlParams();
  const isNarrow = useIsNarrow();
  const given = [...FILTERS, 'cursor' as const].flatMap((name) => {
    const value = params.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const { data, error, isPending, refetch } = useSubscribers(Object.fromEntries(given));
  const isFiltered = FILTERS.some((name) => params.has(name));
  const all = SUBSCRIBER_COLUMNS.map(({ id = '' }) => id);
  const shown = data?.items ?? [];
  if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />;
  return (
    <>
      {error && <Failed error={error} onRetry={() => void refetch()} />}
      <Table
        header={
          <Header
            description="The success rate is of the newest 100 deliveries. The oldest event to be retried has failed and waits for its next attempt."
            counter={data && `(${countText(shown.length)}${data.cursor ? '+' : ''})`}
          >
            On this page
          </Header>
        }
        filter={<SubscriberFilters />}
        pagination={<Pager next={data?.cursor} />}
        items={shown}
        trackBy="id"
        loading={isPending}
        loadingText="Loading …"
        columnDefinitions={SUBSCRIBER_COLUMNS}
        visibleColumns={isNarrow ? NARROW_COLUMNS : all}
        wrapLines
        ariaLabels={{ tableLabel: 'Subscribers' }}
        empty={
          isFiltered ? <NoMatch onClear={() => change({ q: '', status: '', tenant: '', cursor: '' })} /> : <Nobody />
        }
      />
    </>
  );
}

function NoMatch({ onClear }: { readonly onClear: () => void }) {
  return (
    <Empty title="No subscriber matches" action={<Button onClick={onClear}>Show all</Button>}>
      The search looks in names and URLs; a tenant is matched in full.
    </Empty>
  );
}

function Nobody() {
  return (
    <Empty title="Nobody has subscribed yet">
      Register one here, with `npx fanfare subscribers create`, or declare it in CDK.
    </Empty>
  );
}
