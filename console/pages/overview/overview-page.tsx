/** Is all well? Who fails now, why and since when; what waits; how deliveries went. */
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { lazy, Suspense } from 'react';
import type { OverviewView } from '../../../lambdas/api/views/overview-view.ts';
import { RANGES, type RangeHours, useOverview } from '../../api/overview.ts';
import { Answered } from '../../parts/answered.tsx';
import { Loading } from '../../parts/loading.tsx';
import { Page } from '../../parts/page.tsx';
import { useUrlParam } from '../../parts/url-param.ts';
import { FailingNow } from './failing-now.tsx';
import { KeyNumbers } from './key-numbers.tsx';
import { RANGE_TEXTS } from './range-text.ts';
import { SubscriberCounts } from './subscriber-counts.tsx';

/** Charts are large and come last: who fails is to be read before they are there. */
const Traffic = lazy(() => import('./traffic.tsx'));

const DEFAULT_RANGE = '3';

export default function OverviewPage() {
  const [given, setRange] = useUrlParam('hours', DEFAULT_RANGE);
  const range = RANGES.find((each) => each === given) ?? DEFAULT_RANGE;
  const overview = useOverview(range);
  return (
    <Page title="Overview" actions={<RangeChoice range={range} onChange={setRange} />}>
      <Answered query={overview}>{(answer) => <Overview overview={answer} />}</Answered>
    </Page>
  );
}

function Overview({ overview }: { readonly overview: OverviewView }) {
  return (
    <SpaceBetween size="l">
      <KeyNumbers overview={overview} />
      <FailingNow failing={overview.failing} count={overview.failingCount} />
      <Suspense fallback={<Loading />}>
        <Traffic overview={overview} />
      </Suspense>
      <SubscriberCounts subscribers={overview.subscribers} />
    </SpaceBetween>
  );
}

function RangeChoice({ range, onChange }: { readonly range: RangeHours; readonly onChange: (range: string) => void }) {
  return (
    <SegmentedControl
      label="Time that is looked at"
      selectedId={range}
      options={RANGES.map((id) => ({ id, text: RANGE_TEXTS[id] }))}
      onChange={({ detail }) => onChange(detail.selectedId)}
    />
  );
}
