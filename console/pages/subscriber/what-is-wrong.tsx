/** What is wrong with it, why, since when, and what puts it right? Nothing where all is well. */
import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { SubscriberWithStateView } from '../../../lambdas/api/views/subscriber-view.ts';
import { countOf } from '../../parts/count-text.ts';
import { lookUp } from '../../parts/look-up.ts';
import { outcomeText } from '../../parts/outcome-text.ts';
import { TimeAgo, TimeExact } from '../../parts/time-ago.tsx';

interface Props {
  readonly subscriber: SubscriberWithStateView;
}

export function WhatIsWrong({ subscriber }: Props) {
  const { status, failing } = subscriber;
  // What is disabled is not tried: why it failed before is in its deliveries.
  const failsNow = failing !== undefined && (status === 'active' || status === 'paused');
  if (status === 'active' && !failsNow) return null;
  return (
    <SpaceBetween size="m">
      <Status subscriber={subscriber} />
      {failsNow && <FailingEndpoint subscriber={subscriber} />}
    </SpaceBetween>
  );
}

function FailingEndpoint({ subscriber: { status, failing, oldestPendingAt } }: Props) {
  if (!failing) return null;
  const { failingSince, lastFailureAt, failures, last } = failing;
  return (
    <Alert type="error" header={`It fails: ${outcomeText(last)}`}>
      Since <TimeExact at={failingSince} />: {countOf(failures, 'attempt')} failed, the last one{' '}
      <TimeAgo at={lastFailureAt} />.{' '}
      {oldestPendingAt !== undefined && (
        <>
          What failed is tried again {status === 'paused' ? 'once it is resumed' : 'by itself'}; the oldest event to be
          retried is of <TimeExact at={oldestPendingAt} />.{' '}
        </>
      )}
      One success ends this.
    </Alert>
  );
}

const DISABLED_WHY: Record<string, string> = {
  'endpoint-gone': 'Its endpoint answered 410: it is gone for good.',
  operator: 'An operator has disabled it.',
};

function Status({ subscriber: { status, failure, disabledReason, disabledAt, queue, updatedAt } }: Props) {
  if (status === 'failed') {
    return (
      <Alert type="error" header={`It could not be set up: ${failure?.step ?? 'unknown step'}`}>
        {failure?.message} {failure && <TimeExact at={failure.at} />} Put right what is said there, then choose “Try
        again”.
      </Alert>
    );
  }
  if (status === 'disabled') {
    return (
      <Alert type="warning" header="It is disabled: events for it are not kept">
        {lookUp(DISABLED_WHY, disabledReason ?? '') ?? disabledReason} Disabled{' '}
        <TimeExact at={disabledAt ?? updatedAt} />. When it is enabled, what it missed can be brought back from the
        archive.
      </Alert>
    );
  }
  if (status === 'paused') {
    return (
      <Alert type="info" header="It is paused: nothing is delivered">
        {countOf(queue.depth, 'event')} wait in its queue. Each is kept for 14 days; resume it before that.
      </Alert>
    );
  }
  if (status === 'provisioning') return <Alert type="info">Its queues and its rule are being made.</Alert>;
  if (status === 'deleting') return <Alert type="info">It is being deleted, with all that waits for it.</Alert>;
  return null;
}
