/** Which jobs move a subscriber's dead letters now? Also those that somebody else began. */
import { isUnderWay } from '../../api/job-state.ts';
import { useDiscards, useRedrives } from '../../api/letter-jobs.ts';

/** One at a time works on a subscriber's letters: of each kind the newest may be it. */
export function useMovingJobs(subscriberId: string | undefined): readonly string[] {
  const wanted = { subscriberId, limit: 1 };
  const options = { enabled: subscriberId !== undefined };
  const redrives = useRedrives(wanted, options).data?.items ?? [];
  const discards = useDiscards(wanted, options).data?.items ?? [];
  return [...redrives, ...discards].filter(isUnderWay).map(({ id }) => id);
}
