/** One event at one subscriber: what was tried, what was answered, what comes next. */
import SpaceBetween from '@cloudscape-design/components/space-between';
import { path } from '../../api/client.ts';
import { useDelivery } from '../../api/events.ts';
import { useSubscriberName } from '../../api/subscribers.ts';
import { Answered } from '../../parts/answered.tsx';
import { Page } from '../../parts/page.tsx';
import { DeliveryFacts } from './delivery-facts.tsx';
import { SendAgain } from './send-again.tsx';
import { Timeline } from './timeline.tsx';

interface Props {
  readonly subscriberId: string;
  readonly eventId: string;
}

export default function DeliveryPage({ subscriberId, eventId }: Props) {
  const query = useDelivery(subscriberId, eventId);
  const name = useSubscriberName(subscriberId);
  return (
    <Page
      title={`${query.data?.eventType ?? 'Event'} to ${name}`}
      above={[
        { text: name, href: path`/subscribers/${subscriberId}` },
        { text: query.data?.eventId ?? eventId, href: path`/events/${eventId}` },
      ]}
      actions={query.data && <SendAgain delivery={query.data} variant="primary" />}
    >
      <Answered query={query}>
        {(delivery) => (
          <SpaceBetween size="l">
            <DeliveryFacts delivery={delivery} />
            <Timeline delivery={delivery} />
          </SpaceBetween>
        )}
      </Answered>
    </Page>
  );
}
