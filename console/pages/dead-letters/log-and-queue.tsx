/** Do the log and the dead-letter queue agree? Where they do not, a reconciliation puts it right. */
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import type { DeadLetterCount } from '../../api/dead-letters.ts';
import { startReconciliation } from '../../api/letter-jobs.ts';
import { useNotify } from '../../app/notices.tsx';
import { countText } from '../../parts/count-text.ts';
import { useLasting } from '../../parts/lasting.ts';

interface Props {
  readonly subscriberId: string;
  readonly count: DeadLetterCount;
  /** A job moves letters: then they differ for a while. */
  readonly isMoving: boolean;
  readonly onBegun: (jobs: readonly string[]) => void;
}

/** While letters die or are moved the two differ, and SQS counts late: what differs longer is worth a word. */
const ALARMING_MS = 10_000;

export function LogAndQueue({ subscriberId, count, isMoving, onBegun }: Props) {
  const { logged, queued, agree, isComplete } = count;
  const isAlarming = useLasting(agree === false && !isMoving, ALARMING_MS);
  if (queued === undefined || agree === undefined || !isComplete) return null;
  if (isMoving) return <StatusIndicator type="in-progress">A job is moving letters</StatusIndicator>;
  if (agree) {
    return (
      <StatusIndicator type="success">
        The log and the queue agree: {countText(logged)} {logged === 1 ? 'letter' : 'letters'}
      </StatusIndicator>
    );
  }
  if (!isAlarming) return <StatusIndicator type="pending">The log and the queue are being compared</StatusIndicator>;
  return (
    <Alert
      type="warning"
      header={`The log knows ${countText(logged)}, the queue holds about ${countText(queued)}`}
      action={<Reconcile subscriberId={subscriberId} onBegun={onBegun} />}
    >
      {queued > logged
        ? 'SQS may have moved some itself, or somebody put them there. A reconciliation looks at each and puts them in the list.'
        : 'Somebody may have taken some out of the queue. A reconciliation looks at each; SQS counts only approximately, so it may be nothing.'}
    </Alert>
  );
}

function Reconcile({ subscriberId, onBegun }: Pick<Props, 'subscriberId' | 'onBegun'>) {
  const [isBusy, setBusy] = useState(false);
  const notify = useNotify();
  const begin = async () => {
    setBusy(true);
    try {
      onBegun([(await startReconciliation(subscriberId)).id]);
    } catch (error) {
      notify({ type: 'error', header: 'It was not reconciled', content: (error as Error).message });
    }
    setBusy(false);
  };
  return (
    <Button loading={isBusy} onClick={() => void begin()}>
      Reconcile
    </Button>
  );
}
