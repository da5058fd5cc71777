/** One replay: how far it is, and what became of the events it brought. */
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { isUnderWay } from '../../api/job-state.ts';
import { cancelReplay, type Replay, useReplay } from '../../api/replays.ts';
import { useNotify } from '../../app/notices.tsx';
import { Answered } from '../../parts/answered.tsx';
import { Page } from '../../parts/page.tsx';
import { SubscriberLink } from '../../parts/subscriber-link.tsx';
import { TimeExact } from '../../parts/time-ago.tsx';
import { exactText } from '../../parts/time-text.ts';
import { Outcome } from './outcome.tsx';
import { ReplayProgress } from './replay-progress.tsx';
import { replayTitle } from './replay-text.ts';

export default function ReplayPage({ id }: { readonly id: string }) {
  const query = useReplay(id);
  return (
    <Page
      title="Replay"
      description={query.data ? replayTitle(query.data) : id}
      above={[{ text: 'Replays', href: '/replays' }]}
      actions={query.data && isUnderWay(query.data) && <Cancel replay={query.data} />}
    >
      <Answered query={query}>{(replay) => <About replay={replay} />}</Answered>
    </Page>
  );
}

function Cancel({ replay: { id, status } }: { readonly replay: Replay }) {
  const notify = useNotify();
  const cancel = () =>
    cancelReplay(id).catch(({ message }: Error) =>
      notify({ type: 'error', header: 'It was not cancelled', content: message }),
    );
  return (
    <Button onClick={() => void cancel()} loading={status === 'cancelling'} loadingText="Cancelling">
      Cancel
    </Button>
  );
}

function About({ replay }: { readonly replay: Replay }) {
  const { id, subscriberId, createdAt, finishedAt, includeDelivered, deliveries, archivedSince } = replay;
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">How far</Header>}>
        <ReplayProgress replay={replay} />
      </Container>
      {deliveries && <Outcome deliveries={deliveries} subscriberId={subscriberId} />}
      <Container header={<Header variant="h2">What was asked for</Header>}>
        <KeyValuePairs
          columns={3}
          minColumnWidth={220}
          items={[
            { label: 'Subscriber', value: <SubscriberLink id={subscriberId} /> },
            { label: 'What was delivered', value: includeDelivered ? 'is sent once more' : 'is left alone' },
            { label: 'Replay', value: <span className="breaking">{id}</span> },
            { label: 'Begun', value: <TimeExact at={createdAt} /> },
            ...(finishedAt === undefined ? [] : [{ label: 'Ended', value: <TimeExact at={finishedAt} /> }]),
          ]}
        />
      </Container>
      {archivedSince !== undefined && (
        <Alert type="warning">
          The archive begins at {exactText(archivedSince)}: what was published before does not come.
        </Alert>
      )}
      {isUnderWay(replay) && (
        <Alert type="info">It goes on without this page. New events are delivered beside it, in their own time.</Alert>
      )}
    </SpaceBetween>
  );
}
