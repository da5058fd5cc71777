/** `dead-letters list`: what will not be tried again, why, and how long it can still be redriven. */
import type { DeadLetterView } from '../../lambdas/api/views/dead-letter-view.ts';
import { path } from '../api/api-client.ts';
import { type ListOptions, showList } from '../api/list-options.ts';
import { endingText } from '../deliveries/outcome.ts';
import type { Column } from '../output/table.ts';
import type { Session } from '../session.ts';
import { findSubscriberId } from '../subscribers/find-subscriber.ts';
import { type FilterOptions, filterOf } from './filter-options.ts';

export async function listDeadLetters(
  session: Session,
  named: string | undefined,
  options: FilterOptions & ListOptions,
): Promise<void> {
  const filter = filterOf(options);
  if (named === undefined) return showList(session, '/v1/dead-letters', filter, options, OF_ALL);
  const id = await findSubscriberId(await session.api(), named);
  return showList(session, path`/v1/subscribers/${id}/dead-letters`, filter, options, OF_SUBSCRIBER);
}

const OF_SUBSCRIBER: readonly Column<DeadLetterView>[] = [
  { heading: 'EVENT', cell: ({ eventId }) => eventId },
  { heading: 'TYPE', cell: ({ eventType }) => eventType, shrinks: true },
  { heading: 'DIED', cell: ({ deadAt }) => deadAt },
  { heading: 'REASON', cell: ({ reason }) => reason },
  { heading: 'ATTEMPTS', cell: ({ attempts }) => attempts },
  { heading: 'LAST OUTCOME', cell: outcomeOf, shrinks: true },
  {
    heading: 'DAYS LEFT',
    cell: ({ daysLeft }) => daysLeft,
    style: ({ daysLeft }) => (daysLeft < 2 ? 'red' : undefined),
  },
];

const OF_ALL: readonly Column<DeadLetterView>[] = [
  { heading: 'SUBSCRIBER', cell: ({ subscriberId }) => subscriberId },
  ...OF_SUBSCRIBER,
];

function outcomeOf({ lastOutcome: outcome, lastDetail: detail, lastStatus: httpStatus }: DeadLetterView) {
  return outcome === undefined ? undefined : endingText({ outcome, detail, httpStatus });
}
