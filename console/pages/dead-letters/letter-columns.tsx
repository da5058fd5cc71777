/** What does the list say of a dead letter? Which event, why, how long ago, and how long it can still be saved. */
import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { TableProps } from '@cloudscape-design/components/table';
import { path } from '../../api/client.ts';
import type { DeadLetter } from '../../api/dead-letters.ts';
import { useSubscriberName } from '../../api/subscribers.ts';
import { Dotted } from '../../parts/dotted.tsx';
import { deadReasonText, outcomeText } from '../../parts/outcome-text.ts';
import { TimeAgo } from '../../parts/time-ago.tsx';

type Column = TableProps.ColumnDefinition<DeadLetter>;

const SUBSCRIBER: Column = {
  id: 'subscriber',
  header: 'Subscriber',
  cell: ({ subscriberId }) => <LettersOf subscriberId={subscriberId} />,
  minWidth: 140,
};

const OF_A_LETTER: Column[] = [
  { id: 'event', header: 'Event', cell: (letter) => <Event letter={letter} />, isRowHeader: true, minWidth: 190 },
  { id: 'reason', header: 'Why it died', cell: (letter) => <Why letter={letter} />, minWidth: 190 },
  { id: 'attempts', header: 'Attempts', cell: ({ attempts }) => attempts, minWidth: 95 },
  { id: 'status', header: 'Status', cell: ({ lastStatus = '–' }) => lastStatus, minWidth: 75 },
  { id: 'died', header: 'Died', cell: ({ deadAt }) => <TimeAgo at={deadAt} />, minWidth: 105 },
  { id: 'left', header: 'Kept for', cell: (letter) => <TimeLeft letter={letter} />, minWidth: 110 },
];

export const COLUMNS_OF_ONE: readonly Column[] = OF_A_LETTER;
/** On a telephone the rest stands on the page of the delivery. */
export const NARROW_COLUMNS = ['subscriber', 'event', 'reason', 'left'];

export const COLUMNS_OF_ALL: readonly Column[] = [SUBSCRIBER, ...OF_A_LETTER];

/** To all that can be done with its dead letters alone. */
function LettersOf({ subscriberId }: { readonly subscriberId: string }) {
  const name = useSubscriberName(subscriberId);
  return (
    <Link href={path`/subscribers/${subscriberId}/dead-letters`}>
      <span className="breaking">{name}</span>
    </Link>
  );
}

function Event({ letter: { subscriberId, eventId, eventType } }: { readonly letter: DeadLetter }) {
  return (
    <div>
      <Link href={path`/deliveries/${subscriberId}/${eventId}`}>
        <span className="breaking-last">
          <Dotted name={eventType} />
        </span>
      </Link>
      <Box color="text-body-secondary" fontSize="body-s">
        <span className="breaking">{eventId}</span>
      </Box>
    </div>
  );
}

function Why({ letter }: { readonly letter: DeadLetter }) {
  const { reason, lastOutcome, lastDetail, lastStatus } = letter;
  return (
    <div>
      {deadReasonText(reason)}
      {lastOutcome !== undefined && (
        <Box color="text-body-secondary" fontSize="body-s">
          {outcomeText({ outcome: lastOutcome, detail: lastDetail, httpStatus: lastStatus })}
        </Box>
      )}
    </div>
  );
}

/** Somebody should see to it soon. */
const FEW_DAYS = 2;

function TimeLeft({ letter: { daysLeft, expiresAt } }: { readonly letter: DeadLetter }) {
  const text = daysLeft === 1 ? '1 day' : `${daysLeft} days`;
  const said = daysLeft === 0 ? 'at most hours' : text;
  return (
    <span title={`Its dead-letter queue forgets it at ${expiresAt}`}>
      {daysLeft < FEW_DAYS ? <StatusIndicator type="warning">{said}</StatusIndicator> : said}
    </span>
  );
}
