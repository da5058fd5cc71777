/** How much waits for it, and of when is the oldest event that failed and waits for its next attempt? */
import Container from '@cloudscape-design/components/container';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { SubscriberWithStateView } from '../../../lambdas/api/views/subscriber-view.ts';
import { countText } from '../../parts/count-text.ts';
import { Failing, Status } from '../../parts/status.tsx';
import { TimeAgo } from '../../parts/time-ago.tsx';
import { SuccessRate } from '../subscribers/success-rate.tsx';

interface Props {
  readonly subscriber: SubscriberWithStateView;
}

export function Gauges({ subscriber }: Props) {
  const { id, status, queue, recent, failing, oldestPendingAt } = subscriber;
  return (
    <Container>
      <KeyValuePairs
        columns={3}
        minColumnWidth={130}
        items={[
          {
            label: 'State',
            value: (
              <SpaceBetween size="xxs">
                <Status status={status} />
                {failing && <Failing />}
              </SpaceBetween>
            ),
          },
          {
            label: 'Dead letters',
            value: <Link href={`/subscribers/${id}/dead-letters`}>{countText(queue.deadLetters)}</Link>,
          },
          {
            label: 'Success rate of the newest 100',
            value: <SuccessRate recent={recent} />,
          },
          {
            label: 'Oldest event to be retried',
            value: oldestPendingAt === undefined ? 'None' : <TimeAgo at={oldestPendingAt} />,
          },
          { label: 'Waiting in its queue', value: countText(queue.depth) },
          { label: 'In flight, or waiting for a retry', value: countText(queue.inFlight) },
        ]}
      />
    </Container>
  );
}
