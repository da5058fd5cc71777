/** What does the list say of a delivery, and of each of its attempts beneath it? */
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { TableProps } from '@cloudscape-design/components/table';
import type { AttemptView, DeliveryView } from '../../../lambdas/api/views/delivery-view.ts';
import { countText } from '../../parts/count-text.ts';
import { deadReasonText } from '../../parts/outcome-text.ts';
import { Status } from '../../parts/status.tsx';
import { TimeAgo, TimeExact } from '../../parts/time-ago.tsx';
import { AttemptFacts, AttemptOutcome } from './attempt.tsx';

/** A delivery, or one of its attempts. */
export interface DeliveryRow {
  readonly id: string;
  readonly delivery: DeliveryView;
  readonly attempt?: AttemptView;
}

export const DELIVERY_COLUMNS: TableProps.ColumnDefinition<DeliveryRow>[] = [
  { id: 'event', header: 'Event', isRowHeader: true, minWidth: 150, cell: (row) => <Event {...row} /> },
  { id: 'what', header: 'What happened', minWidth: 160, cell: (row) => <What {...row} /> },
  {
    id: 'attempts',
    header: 'Attempts',
    cell: ({ delivery, attempt }) => (attempt ? '' : countText(attemptCount(delivery))),
  },
  {
    id: 'when',
    header: 'When',
    minWidth: 120,
    cell: ({ delivery, attempt }) => <TimeAgo at={attempt?.at ?? delivery.eventTime} />,
  },
];

export const NARROW_COLUMNS: readonly string[] = ['event', 'what'];

/** Only the newest attempts are kept; they are numbered over all. */
function attemptCount({ attempts }: DeliveryView): number {
  return attempts.at(-1)?.number ?? 0;
}

function Event({ delivery: { subscriberId, eventId, eventType }, attempt }: DeliveryRow) {
  if (attempt) return <AttemptFacts attempt={attempt} />;
  return (
    <SpaceBetween size="xxxs">
      <strong className="breaking">{eventType}</strong>
      <Link href={`/deliveries/${subscriberId}/${eventId}`}>
        <span className="breaking">{eventId}</span>
      </Link>
    </SpaceBetween>
  );
}

function What({ delivery, attempt }: DeliveryRow) {
  if (attempt) return <AttemptOutcome attempt={attempt} />;
  const { status, nextAttemptAt, deadReason, discardedAt, attempts } = delivery;
  const last = attempts.at(-1);
  if (discardedAt !== undefined) return <Status status="discarded" />;
  return (
    <SpaceBetween size="xxxs">
      <Status status={status} text={deadReason === undefined ? status : `dead: ${deadReasonText(deadReason)}`} />
      {status !== 'delivered' && last && <AttemptOutcome attempt={last} isShort />}
      {nextAttemptAt !== undefined && (
        <span>
          Next attempt <TimeExact at={nextAttemptAt} />
        </span>
      )}
    </SpaceBetween>
  );
}
