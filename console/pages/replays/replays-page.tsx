/** Which past events were sent again? Replays, newest first, with how far they are; and a new one. */
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { type Replay, useReplays } from '../../api/replays.ts';
import { Answered } from '../../parts/answered.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Page } from '../../parts/page.tsx';
import { Pager } from '../../parts/pager.tsx';
import { SubscriberLink } from '../../parts/subscriber-link.tsx';
import { TimeAgo } from '../../parts/time-ago.tsx';
import { useUrlParams } from '../../parts/url-param.ts';
import { ReplayProgress } from './replay-progress.tsx';
import { replayTitle } from './replay-text.ts';
import { StartReplay } from './start-replay.tsx';

const COLUMNS: TableProps.ColumnDefinition<Replay>[] = [
  {
    id: 'what',
    header: 'What',
    cell: (replay) => <Link href={`/replays/${replay.id}`}>{replayTitle(replay)}</Link>,
    isRowHeader: true,
    minWidth: 260,
  },
  { id: 'progress', header: 'How far', cell: (replay) => <ReplayProgress replay={replay} />, minWidth: 240 },
  {
    id: 'subscriber',
    header: 'Subscriber',
    cell: ({ subscriberId }) => <SubscriberLink id={subscriberId} />,
    minWidth: 160,
  },
  { id: 'begun', header: 'Begun', cell: ({ createdAt }) => <TimeAgo at={createdAt} />, minWidth: 110 },
];

/** `?new=` opens the form, `subscriberId` says whose replays are shown, and whom a new one is for. */
export default function ReplaysPage() {
  const [params, change] = useUrlParams();
  const [subscriberId, cursor] = [params.get('subscriberId'), params.get('cursor')];
  const of = subscriberId ? { subscriberId } : {};
  const query = useReplays({ ...of, ...(cursor ? { cursor } : {}) });
  const start = (
    <Button variant="primary" onClick={() => change({ new: '1' })}>
      Start a replay
    </Button>
  );
  return (
    <Page title="Replays" description="Past events, sent again out of the archive to one subscriber." actions={start}>
      <Answered query={query}>
        {({ items, cursor: next }) => (
          <Table
            header={<Header variant="h2">Newest first</Header>}
            columnDefinitions={COLUMNS}
            items={items}
            trackBy="id"
            pagination={<Pager next={next} />}
            empty={<None />}
            enableKeyboardNavigation
            wrapLines
            ariaLabels={{ tableLabel: 'Replays' }}
          />
        )}
      </Answered>
      {params.has('new') && <StartReplay {...of} onClose={() => change({ new: undefined })} />}
    </Page>
  );
}

function None() {
  return (
    <Empty title="No replays">
      A replay brings a subscriber the events of a time that it missed: because it did not exist yet, was disabled, or
      lost them.
    </Empty>
  );
}
