/** The numbers that say at a glance whether somebody must act. */
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import type { ReactNode } from 'react';
import type { OverviewView } from '../../../lambdas/api/views/overview-view.ts';
import { countText } from '../../parts/count-text.ts';
import { TimeAgo } from '../../parts/time-ago.tsx';
import { rangeText } from './range-text.ts';

interface Props {
  readonly overview: OverviewView;
}

export function KeyNumbers({ overview }: Props) {
  const { totals, deadLetters, failingCount, hours } = overview;
  const range = rangeText(hours);
  const dead = `${countText(deadLetters.count)}${deadLetters.isComplete ? '' : ' or more'}`;
  return (
    <Container>
      <KeyValuePairs
        columns={3}
        minColumnWidth={130}
        items={[
          { label: 'Failing now', value: <Large isBad={failingCount > 0}>{countText(failingCount)}</Large> },
          {
            label: 'Dead letters',
            value: (
              <Large>
                <Link href="/dead-letters" fontSize="heading-xl" variant="primary">
                  {dead}
                </Link>
              </Large>
            ),
          },
          { label: 'Oldest event to be retried', value: <OldestPending overview={overview} /> },
          {
            label: `Delivered in ${range}`,
            value: (
              <Large>
                <span data-testid="delivered">{countText(totals.delivered)}</span>
              </Large>
            ),
          },
          { label: `Failed attempts in ${range}`, value: <Large>{countText(totals.failedAttempts)}</Large> },
          { label: `Became dead letters in ${range}`, value: <Large>{countText(totals.dead)}</Large> },
        ]}
      />
    </Container>
  );
}

function Large({ children, isBad = false }: { readonly children: ReactNode; readonly isBad?: boolean }) {
  return (
    <Box fontSize="heading-xl" fontWeight="bold" color={isBad ? 'text-status-error' : 'inherit'}>
      {children}
    </Box>
  );
}

function OldestPending({ overview: { oldestPending } }: Props) {
  if (!oldestPending) return <Large>None</Large>;
  const { subscriberId, eventId, eventTime } = oldestPending;
  return (
    <Large>
      <Link href={`/deliveries/${subscriberId}/${eventId}`} fontSize="heading-xl" variant="primary">
        <TimeAgo at={eventTime} />
      </Link>
    </Large>
  );
}
