/** How does one subscriber fare, and what can be done about it? What is wrong comes first. */
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import type { SubscriberWithStateView } from '../../../lambdas/api/views/subscriber-view.ts';
import { isUnknown } from '../../api/api-error.ts';
import { useSubscriber } from '../../api/subscribers.ts';
import { Answered } from '../../parts/answered.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Page } from '../../parts/page.tsx';
import { useUrlParam } from '../../parts/url-param.ts';
import { Actions } from './actions.tsx';
import { Deliveries } from './deliveries.tsx';
import { Gauges } from './gauges.tsx';
import { Settings } from './settings.tsx';
import { UnderWay } from './under-way.tsx';
import { WhatIsWrong } from './what-is-wrong.tsx';

interface Props {
  readonly id: string;
}

const ABOVE = [{ text: 'Subscribers', href: '/subscribers' }];

export default function SubscriberPage({ id }: Props) {
  const subscriber = useSubscriber(id);
  const { data, error } = subscriber;
  if (isUnknown(error)) return <Gone id={id} />;
  return (
    <Page
      title={data?.name ?? 'Subscriber'}
      description={data && <span className="breaking">{data.url ?? 'It pulls its events'}</span>}
      above={ABOVE}
      actions={data && <Actions subscriber={data} />}
    >
      <Answered query={subscriber}>{(answer) => <SubscriberView subscriber={answer} />}</Answered>
    </Page>
  );
}

function SubscriberView({ subscriber }: { readonly subscriber: SubscriberWithStateView }) {
  const [tab, setTab] = useUrlParam('tab', 'deliveries');
  return (
    <SpaceBetween size="l">
      <WhatIsWrong subscriber={subscriber} />
      <UnderWay id={subscriber.id} />
      <Gauges subscriber={subscriber} />
      <Tabs
        activeTabId={tab}
        onChange={({ detail }) => setTab(detail.activeTabId)}
        tabs={[
          { id: 'deliveries', label: 'Deliveries', content: <Deliveries subscriber={subscriber} /> },
          { id: 'settings', label: 'Settings', content: <Settings subscriber={subscriber} /> },
        ]}
      />
    </SpaceBetween>
  );
}

/** Deleted, or never there: the way on is the same. */
function Gone({ id }: Props) {
  return (
    <Page title="There is no such subscriber" above={ABOVE}>
      <Empty title={`Nobody has the id ${id}`} action={<Link href="/subscribers">All subscribers</Link>}>
        It has been deleted, or the address is wrong.
      </Empty>
    </Page>
  );
}
