/** How far is a job? A bar where the end is known, a count where it is not. */
import ProgressBar from '@cloudscape-design/components/progress-bar';
import { isUnderWay } from '../api/job-state.ts';
import { countText } from './count-text.ts';
import { Status } from './status.tsx';

export interface ShownJob {
  readonly status: string;
  readonly failure?: string | undefined;
}

interface Props {
  readonly job: ShownJob;
  readonly done: number;
  /** Absent where nobody knows. */
  readonly total?: number | undefined;
  /** What is counted: `redriven`, `discarded`, `% replayed`. */
  readonly what: string;
}

export function JobProgress({ job, done, total, what }: Props) {
  const count =
    total === undefined ? `${countText(done)} ${what}` : `${countText(done)} of ${countText(total)} ${what}`;
  if (total === undefined || total === 0 || !isUnderWay(job)) {
    return (
      <div>
        <Status status={job.status} /> {count}
        {job.failure && <div>{job.failure}</div>}
      </div>
    );
  }
  return (
    <ProgressBar
      ariaLabel={`How many were ${what}`}
      value={Math.min(100, (100 * done) / total)}
      additionalInfo={count}
      description={job.status}
    />
  );
}
