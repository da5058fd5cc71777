/** Which dead letters were put back, or deleted? Redrives and discards, newest first, with how far they are. */
import Tabs from '@cloudscape-design/components/tabs';
import { useDiscards, useRedrives } from '../../api/letter-jobs.ts';
import { Page } from '../../parts/page.tsx';
import { useUrlParams } from '../../parts/url-param.ts';
import { LetterJobTable } from './letter-job-table.tsx';

export default function RedrivesPage() {
  const [params, change] = useUrlParams();
  const tab = params.get('tab') === 'discards' ? 'discards' : 'redrives';
  return (
    <Page
      title="Redrives"
      description="Dead letters that were put back on their subscriber’s queue, or deleted for good."
    >
      <Tabs
        activeTabId={tab}
        onChange={({ detail }) => change({ tab: detail.activeTabId, cursor: undefined }, 'push')}
        ariaLabel="Redrives or discards"
        tabs={[
          { id: 'redrives', label: 'Redrives', content: <Redrives /> },
          { id: 'discards', label: 'Discards', content: <Discards /> },
        ]}
      />
    </Page>
  );
}

function useWanted() {
  const [params] = useUrlParams();
  const [subscriberId, cursor] = [params.get('subscriberId'), params.get('cursor')];
  return { ...(subscriberId ? { subscriberId } : {}), ...(cursor ? { cursor } : {}) };
}

function Redrives() {
  return <LetterJobTable query={useRedrives(useWanted())} what="Redrives" />;
}

function Discards() {
  return <LetterJobTable query={useDiscards(useWanted())} what="Discards" />;
}
