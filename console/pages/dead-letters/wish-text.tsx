/** What will happen to how many dead letters of whom? Said before it happens. */
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type DeadLetterCount, useDeadLetterCount } from '../../api/dead-letters.ts';
import { useSubscriberName } from '../../api/subscribers.ts';
import { countOf, countText } from '../../parts/count-text.ts';
import { Failed } from '../../parts/failed.tsx';
import { filterText } from '../../parts/letter-filter-text.ts';
import { Loading } from '../../parts/loading.tsx';
import { bySubscriber } from './chosen-letters.ts';
import type { Letters, Verb, Wish } from './letter-wish.ts';

/** `37 dead letters`. */
export const lettersText = (count: number) => countOf(count, 'dead letter');

export function WishText({ wish: { verb, which } }: { readonly wish: Wish }) {
  return (
    <SpaceBetween size="s">
      {which.kind === 'chosen' ? <Chosen letters={which.letters} /> : <Counted which={which} />}
      <Consequence verb={verb} isAll={which.kind === 'all'} />
    </SpaceBetween>
  );
}

function Chosen({ letters }: Pick<Extract<Letters, { kind: 'chosen' }>, 'letters'>) {
  const groups = [...bySubscriber(letters)];
  return (
    <ul className="plain-list">
      {groups.map(([subscriberId, ofOne]) => (
        <li key={subscriberId}>
          <strong>{lettersText(ofOne.length)}</strong> of <SubscriberName id={subscriberId} />
        </li>
      ))}
    </ul>
  );
}

function SubscriberName({ id }: { readonly id: string }) {
  return <span className="breaking">{useSubscriberName(id)}</span>;
}

function Counted({ which }: { readonly which: Exclude<Letters, { kind: 'chosen' }> }) {
  const filter = which.kind === 'filter' ? which.filter : {};
  const count = useDeadLetterCount(which.subscriberId, filter);
  if (count.error) return <Failed error={count.error} />;
  if (!count.data) return <Loading />;
  return (
    <div>
      <strong>{countedText(count.data)}</strong> of <SubscriberName id={which.subscriberId} />
      {which.kind === 'filter' && <Box color="text-body-secondary">{filterText(filter)}</Box>}
      <Unknown count={count.data} />
    </div>
  );
}

/** `20,000 dead letters`; `more than 20,000 dead letters` where counting stopped. */
export function countedText({ logged, isComplete }: DeadLetterCount): string {
  return isComplete ? lettersText(logged) : `More than ${lettersText(logged)}`;
}

/** All of the queue go, also those that the log does not know. */
function Unknown({ count: { logged, queued, agree } }: { readonly count: DeadLetterCount }) {
  if (agree !== false || queued === undefined || queued <= logged) return null;
  return (
    <Box color="text-body-secondary">
      Its dead-letter queue holds about {countText(queued)}: those that the log does not know go with them.
    </Box>
  );
}

function Consequence({ verb, isAll }: { readonly verb: Verb; readonly isAll: boolean }) {
  if (verb === 'redrive') {
    return (
      <div>
        They go back on the subscriber’s queue and are tried again at once, with the webhook-id they had. What fails
        again follows its retry schedule from the beginning.
        {isAll && ' Those that die meanwhile may go with them.'}
      </div>
    );
  }
  return (
    <div>
      They are deleted for good, and never delivered. The log keeps their attempts, and that they were discarded.
    </div>
  );
}
