/** The dead letters of one subscriber. */
import { path } from '../../api/client.ts';
import { useDeadLetterCount } from '../../api/dead-letters.ts';
import { useSubscriberName } from '../../api/subscribers.ts';
import { Failed } from '../../parts/failed.tsx';
import { Page } from '../../parts/page.tsx';
import { DeadLetters } from './dead-letters.tsx';
import { useFilterInAddress } from './filter-in-address.ts';
import { LogAndQueue } from './log-and-queue.tsx';
import { useMovingJobs } from './moving-jobs.ts';

export default function SubscriberDeadLettersPage({ id }: { readonly id: string }) {
  const name = useSubscriberName(id);
  const [filter] = useFilterInAddress();
  const all = useDeadLetterCount(id);
  const matching = useDeadLetterCount(id, filter).data;
  const isMoving = useMovingJobs(id).length > 0;
  return (
    <Page
      title="Dead letters"
      description={`Deliveries to ${name} that are not tried again by themselves. They wait in its dead-letter queue, 14 days at most.`}
      above={[
        { text: 'Subscribers', href: '/subscribers' },
        { text: name, href: path`/subscribers/${id}` },
      ]}
    >
      <DeadLetters
        subscriberId={id}
        count={matching}
        state={(onBegun) =>
          all.error ? (
            <Failed error={all.error} onRetry={() => void all.refetch()} />
          ) : (
            all.data && <LogAndQueue subscriberId={id} count={all.data} isMoving={isMoving} onBegun={onBegun} />
          )
        }
      />
    </Page>
  );
}
