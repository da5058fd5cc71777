/** Dead letters with all that can be done about them: the jobs at work, the list, what one wishes. */
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useState } from 'react';
import type { DeadLetterCount } from '../../api/dead-letters.ts';
import { LetterJobCard } from '../redrives/letter-job-card.tsx';
import { useChosenLetters } from './chosen-letters.ts';
import { ConfirmWish } from './confirm-wish.tsx';
import { useFilterInAddress } from './filter-in-address.ts';
import { useJobsInAddress } from './jobs-in-address.ts';
import { LetterActions } from './letter-actions.tsx';
import { LetterTable } from './letter-table.tsx';
import type { Wish } from './letter-wish.ts';
import { useMovingJobs } from './moving-jobs.ts';

interface Props {
  /** Absent: of all subscribers. */
  readonly subscriberId?: string;
  /** Of those that the filter lets through. */
  readonly count?: DeadLetterCount | undefined;
  /** What stands between the jobs and the list; it may begin jobs. */
  readonly state?: (onBegun: (jobs: readonly string[]) => void) => ReactNode;
}

export function DeadLetters({ subscriberId, count, state }: Props) {
  const [filter] = useFilterInAddress();
  const [wish, setWish] = useState<Wish>();
  const [fresh, setFresh] = useState<string>();
  const chosen = useChosenLetters(JSON.stringify(filter));
  const jobs = useJobsInAddress();
  const others = useMovingJobs(subscriberId).filter((id) => !jobs.ids.includes(id));
  const of = subscriberId === undefined ? {} : { subscriberId };
  const begun = (ids: readonly string[]) => {
    chosen.clear();
    setFresh(ids[0]);
    jobs.add(ids);
  };
  return (
    <SpaceBetween size="l">
      {jobs.ids.map((id) => (
        <LetterJobCard key={id} id={id} takesFocus={id === fresh} onDismiss={() => jobs.remove(id)} />
      ))}
      {others.map((id) => (
        <LetterJobCard key={id} id={id} />
      ))}
      {state?.(begun)}
      <LetterTable
        {...of}
        chosen={chosen}
        count={count}
        actions={<LetterActions {...of} letters={chosen.letters} filter={filter} onWish={setWish} />}
      />
      {wish && <ConfirmWish wish={wish} onBegun={begun} onClose={() => setWish(undefined)} />}
    </SpaceBetween>
  );
}
