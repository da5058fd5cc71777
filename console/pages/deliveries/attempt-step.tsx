/** What happened in one attempt? How it ended, when, how long it took, and what the endpoint answered. */
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import type { StepsProps } from '@cloudscape-design/components/steps';
import type { Attempt } from '../../api/events.ts';
import { CodeText } from '../../parts/code-text.tsx';
import { outcomeText } from '../../parts/outcome-text.ts';
import { exactText, lengthText } from '../../parts/time-text.ts';

/** `isNewest`: its answer is read first. */
export function attemptStep(attempt: Attempt, isNewest: boolean): StepsProps.Step {
  const { number, at, durationMs, response } = attempt;
  const hasSucceeded = isSuccess(attempt);
  return {
    status: hasSucceeded ? 'success' : 'error',
    statusIconAriaLabel: hasSucceeded ? 'succeeded' : 'failed',
    header: (
      <span className="whole-words">
        Attempt {number}: <strong>{outcomeText(attempt)}</strong>
      </span>
    ),
    details: (
      <div>
        <Box color="text-body-secondary" fontSize="body-s">
          <time dateTime={at} title={`UTC ${at}`}>
            {exactText(at)}
          </time>
          , took {lengthText(durationMs)}
        </Box>
        {response !== undefined && response !== '' && (
          <ExpandableSection variant="footer" headerText="What it answered" defaultExpanded={isNewest}>
            <CodeText text={response} what={`Answer to attempt ${number}`} />
          </ExpandableSection>
        )}
      </div>
    ),
  };
}

function isSuccess({ outcome, httpStatus = 0 }: Attempt): boolean {
  return outcome === 'acknowledged' || (outcome === 'responded' && httpStatus >= 200 && httpStatus < 300);
}
