/** One attempt: how it ended, what was answered, and what was sent. */
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { AttemptView } from '../../../lambdas/api/views/delivery-view.ts';
import { CodeText } from '../../parts/code-text.tsx';
import { outcomeText } from '../../parts/outcome-text.ts';
import { TimeExact } from '../../parts/time-ago.tsx';
import { lengthText } from '../../parts/time-text.ts';

interface Props {
  readonly attempt: AttemptView;
}

function isSuccess({ outcome, httpStatus = 0 }: AttemptView): boolean {
  return outcome === 'acknowledged' || (outcome === 'responded' && httpStatus >= 200 && httpStatus < 300);
}

/** `isShort`: without what was answered. */
export function AttemptOutcome({ attempt, isShort = false }: Props & { readonly isShort?: boolean }) {
  const { response, durationMs } = attempt;
  if (isShort) return <Box color="text-status-error">{outcomeText(attempt)}</Box>;
  return (
    <SpaceBetween size="xxs">
      <StatusIndicator type={isSuccess(attempt) ? 'success' : 'error'}>
        {outcomeText(attempt)} after {lengthText(durationMs)}
      </StatusIndicator>
      {response !== undefined && response !== '' && <CodeText text={response} what="The beginning of the answer" />}
    </SpaceBetween>
  );
}

/** What of the request is not the same on every attempt: its number, and the time that it was signed with. */
export function AttemptFacts({ attempt: { number, round, at } }: Props) {
  return (
    <SpaceBetween size="xxxs">
      <strong>
        Attempt {number}
        {round !== undefined && round > 1 && ` (round ${round})`}
      </strong>
      <TimeExact at={at} />
      <Box variant="small" color="text-body-secondary">
        webhook-timestamp {Math.floor(Date.parse(at) / 1000)}
      </Box>
    </SpaceBetween>
  );
}
