/** How many subscribers are in which state? Those that get nothing now come first. */
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import type { OverviewView } from '../../../lambdas/api/views/overview-view.ts';
import { countText } from '../../parts/count-text.ts';
import { Empty } from '../../parts/empty.tsx';
import { Status } from '../../parts/status.tsx';

interface Props {
  readonly subscribers: OverviewView['subscribers'];
}

const MEANING: Record<string, string> = {
  failed: 'could not be set up',
  disabled: 'get nothing, and nothing is kept for them',
  paused: 'get nothing now; their events wait',
  provisioning: 'are being set up',
  deleting: 'are being deleted',
  active: 'are delivered to',
};

export function SubscriberCounts({ subscribers: { total, byStatus } }: Props) {
  const present = Object.keys(MEANING).filter((status) => (byStatus[status] ?? 0) > 0);
  return (
    <Container
      header={
        <Header variant="h2" counter={`(${countText(total)})`}>
          Subscribers
        </Header>
      }
    >
      {total === 0 ? (
        <Empty title="Nobody has subscribed yet" action={<Link href="/subscribers?new=1">Register the first</Link>} />
      ) : (
        <KeyValuePairs
          columns={3}
          minColumnWidth={180}
          items={present.map((status) => ({
            label: <Status status={status} />,
            value: (
              <>
                <Link href={`/subscribers?status=${status}`}>{countText(byStatus[status] ?? 0)}</Link> {MEANING[status]}
              </>
            ),
          }))}
        />
      )}
    </Container>
  );
}
