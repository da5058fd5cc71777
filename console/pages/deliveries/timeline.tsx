/** What happened, one attempt after the other? By rounds, the newest first, each with how its attempts ended. */
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Steps, { type StepsProps } from '@cloudscape-design/components/steps';
import type { Delivery } from '../../api/events.ts';
import { countOf } from '../../parts/count-text.ts';
import { deadReasonText } from '../../parts/outcome-text.ts';
import { TimeAgo } from '../../parts/time-ago.tsx';
import { attemptStep } from './attempt-step.tsx';
import { forgottenAttempts, type Round, roundsOf } from './rounds.ts';

export function Timeline({ delivery }: { readonly delivery: Delivery }) {
  const forgotten = forgottenAttempts(delivery);
  return (
    <SpaceBetween size="l">
      {roundsOf(delivery).map((round) => (
        <RoundOf key={round.number} delivery={delivery} round={round} />
      ))}
      {forgotten > 0 && (
        <Box color="text-body-secondary">The log no longer keeps the first {countOf(forgotten, 'attempt')}.</Box>
      )}
    </SpaceBetween>
  );
}

function RoundOf({ delivery, round }: { readonly delivery: Delivery; readonly round: Round }) {
  const newest = delivery.attempts.at(-1);
  const attempts = round.attempts.map((attempt) => attemptStep(attempt, attempt === newest));
  const steps = [...attempts, ...(round.isLast ? [standingStep(delivery)] : [])];
  return (
    <Container
      header={
        <Header
          variant="h2"
          counter={`(${countOf(round.attempts.length, 'attempt')})`}
          description={<Origin delivery={delivery} round={round} />}
        >
          {round.number === 1 ? 'The first round' : `Round ${round.number}`}
        </Header>
      }
    >
      <Steps steps={steps} ariaLabel={`Attempts of round ${round.number}`} />
    </Container>
  );
}

/** The log keeps what the newest round began with. */
function Origin({ delivery: { redriveId, replayId }, round }: { readonly delivery: Delivery; readonly round: Round }) {
  if (round.number === 1) return 'As the event came over the bus';
  if (!round.isLast) return 'Sent again: the retry schedule begins anew';
  if (redriveId !== undefined) return <SentBy href={`/redrives/${redriveId}`}>a redrive</SentBy>;
  if (replayId !== undefined) return <SentBy href={`/replays/${replayId}`}>a replay</SentBy>;
  return 'Sent again: the retry schedule begins anew';
}

function SentBy({ href, children }: { readonly href: string; readonly children: string }) {
  return (
    <>
      Sent again by <Link href={href}>{children}</Link>: the retry schedule begins anew
    </>
  );
}

/** Where it stands now: the last step of the newest round. */
function standingStep({
  status,
  nextAttemptAt,
  deliveredAt,
  deadReason,
  deadAt,
  discardedAt,
}: Delivery): StepsProps.Step {
  if (status === 'delivered') return step('success', 'Delivered', deliveredAt);
  if (discardedAt !== undefined) return step('stopped', 'Discarded by an operator', discardedAt);
  if (status === 'dead') return step('error', `Dead: ${deadReasonText(deadReason ?? '')}`, deadAt);
  return nextAttemptAt === undefined
    ? step('pending', 'Waits in the queue', undefined)
    : step('pending', 'Next attempt', nextAttemptAt);
}

function step(status: StepsProps.Status, header: string, at: string | undefined): StepsProps.Step {
  return {
    status,
    statusIconAriaLabel: status,
    header: (
      <span className="whole-words">
        <strong>{header}</strong> {at && <TimeAgo at={at} />}
      </span>
    ),
  };
}
