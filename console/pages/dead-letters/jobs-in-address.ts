/** Which jobs are followed on this page? The address names those that began here: they are still shown after a reload. */
import { useUrlParams } from '../../parts/url-param.ts';

export interface JobsInAddress {
  readonly ids: readonly string[];
  readonly add: (ids: readonly string[]) => void;
  readonly remove: (id: string) => void;
}

export function useJobsInAddress(): JobsInAddress {
  const [params, change] = useUrlParams();
  const ids = (params.get('jobs') ?? '').split(',').filter((id) => id !== '');
  const set = (next: readonly string[]) => change({ jobs: next.join(',') });
  return {
    ids,
    add: (more) => set([...more, ...ids.filter((id) => !more.includes(id))]),
    remove: (id) => set(ids.filter((other) => other !== id)),
  };
}
