/** What is known of a delivery at a glance? Whose, of what, where it stands and until when it can be saved. */
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { ReactNode } from 'react';
import { path } from '../../api/client.ts';
import type { Delivery } from '../../api/events.ts';
import { useSubscriber } from '../../api/subscribers.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Dotted } from '../../parts/dotted.tsx';
import { deadReasonText } from '../../parts/outcome-text.ts';
import { SubscriberLink } from '../../parts/subscriber-link.tsx';
import { TimeExact } from '../../parts/time-ago.tsx';
import { DeliveryStatus } from './delivery-status.tsx';

export function DeliveryFacts({ delivery }: { readonly delivery: Delivery }) {
  const { subscriberId, eventId, eventType, eventTime, attempts } = delivery;
  const url = useSubscriber(subscriberId).data?.url;
  return (
    <Container header={<Header variant="h2">What is known</Header>}>
      <KeyValuePairs
        columns={3}
        minColumnWidth={220}
        items={[
          { label: 'Status', value: <DeliveryStatus delivery={delivery} /> },
          ...standing(delivery),
          { label: 'Subscriber', value: <SubscriberLink id={subscriberId} /> },
          {
            label: 'Event type',
            value: (
              <Link href={path`/event-types/${eventType}`}>
                <Dotted name={eventType} />
              </Link>
            ),
          },
          { label: 'webhook-id, the event’s id', value: <Copyable text={eventId} what="Event id" /> },
          { label: 'The event happened', value: <TimeExact at={eventTime} /> },
          { label: 'Attempts', value: attempts.at(-1)?.number ?? 0 },
          ...pair(url, 'Its endpoint now', (shown) => <span className="breaking">{shown}</span>),
        ]}
      />
    </Container>
  );
}

function standing(delivery: Delivery): KeyValuePairsProps.Pair[] {
  const { status, nextAttemptAt, deliveredAt, deadReason, deadAt, deadLetterExpiresAt, discardedAt } = delivery;
  if (status === 'delivered') return pair(deliveredAt, 'Delivered', time);
  if (status === 'pending') {
    return [{ label: 'Next attempt', value: nextAttemptAt ? time(nextAttemptAt) : 'As soon as its queue is served' }];
  }
  return [
    ...pair(deadReason, 'Why it died', deadReasonText),
    ...pair(deadAt, 'Died', time),
    ...pair(discardedAt, 'Discarded', time),
    ...pair(deadLetterExpiresAt, 'Its dead letter is kept until', (at) => <Kept until={at} />),
  ];
}

const FEW_DAYS_MS = 2 * 86_400_000;

function Kept({ until }: { readonly until: string }) {
  const isSoon = Date.parse(until) - Date.now() < FEW_DAYS_MS;
  return isSoon ? (
    <StatusIndicator type="warning">
      <TimeExact at={until} />
    </StatusIndicator>
  ) : (
    <TimeExact at={until} />
  );
}

function time(at: string): ReactNode {
  return <TimeExact at={at} />;
}

/** Where there is nothing to say there is no pair. */
function pair(text: string | undefined, label: string, show: (text: string) => ReactNode): KeyValuePairsProps.Pair[] {
  return text === undefined ? [] : [{ label, value: show(text) }];
}
