/** How far is a replay? By the time that it has gone through. */
import ProgressBar from '@cloudscape-design/components/progress-bar';
import { isUnderWay } from '../../api/job-state.ts';
import type { Replay } from '../../api/replays.ts';
import { Status } from '../../parts/status.tsx';
import { exactText } from '../../parts/time-text.ts';

export function ReplayProgress({ replay }: { readonly replay: Replay }) {
  const { status, progress, lastReplayedAt, failure } = replay;
  if (!isUnderWay(replay)) {
    return (
      <>
        <Status status={status} />
        {failure && <div>{failure}</div>}
      </>
    );
  }
  return (
    <ProgressBar
      ariaLabel="How far the replay is"
      value={Math.round(100 * progress)}
      description={status}
      additionalInfo={failure ?? (lastReplayedAt && `has come to events of ${exactText(lastReplayedAt)}`)}
    />
  );
}
