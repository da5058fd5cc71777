/** How far is a job that works on dead letters? Live, with a way to stop it, and in the end what was missing. */
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useRef } from 'react';
import { isUnknown } from '../../api/api-error.ts';
import { path } from '../../api/client.ts';
import { isUnderWay } from '../../api/job-state.ts';
import { cancelLetterJob, isRedrive, type LetterJob, letterJobKind, useLetterJob } from '../../api/letter-jobs.ts';
import { useNotify } from '../../app/notices.tsx';
import { Answered } from '../../parts/answered.tsx';
import { countOf } from '../../parts/count-text.ts';
import { JobProgress } from '../../parts/job-progress.tsx';
import { SubscriberLink } from '../../parts/subscriber-link.tsx';
import { TimeAgo } from '../../parts/time-ago.tsx';
import { doneCount, doneText, jobTitle, missingOf, remarks, totalCount } from './job-text.ts';

interface Props {
  readonly id: string;
  /** Absent where it cannot be put away. */
  readonly onDismiss?: (() => void) | undefined;
  /** Whether it has just been begun: then what was clicked is gone, and the keyboard goes on from here. */
  readonly takesFocus?: boolean;
}

export function LetterJobCard({ id, onDismiss, takesFocus = false }: Props) {
  const query = useLetterJob(id);
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (takesFocus) place.current?.focus();
  }, [takesFocus]);
  return (
    <section
      ref={place}
      tabIndex={-1}
      aria-label={query.data ? `${jobTitle(query.data)}, ${id}` : id}
      className="job-card"
    >
      {isUnknown(query.error) ? (
        <NoSuchJob id={id} onDismiss={onDismiss} />
      ) : (
        <Answered query={query}>{(job) => <Card job={job} onDismiss={onDismiss} />}</Answered>
      )}
    </section>
  );
}

/** The address is wrong, or it is so old that it is no longer kept: it is not asked for again. */
function NoSuchJob({ id, onDismiss }: Pick<Props, 'id' | 'onDismiss'>) {
  return (
    <Alert
      type="warning"
      header={`No job has the id ${id}`}
      {...(onDismiss && { dismissible: true, dismissAriaLabel: `Put away: ${id}`, onDismiss: () => onDismiss() })}
    >
      Jobs are kept for 60 days. Those that are known stand under <Link href="/redrives">Redrives</Link>.
    </Alert>
  );
}

function Card({ job, onDismiss }: { readonly job: LetterJob; readonly onDismiss: (() => void) | undefined }) {
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={
            <>
              Of <SubscriberLink id={job.subscriberId} />, begun <TimeAgo at={job.createdAt} />
            </>
          }
          actions={<Actions job={job} onDismiss={onDismiss} />}
        >
          {jobTitle(job)}
        </Header>
      }
    >
      <SpaceBetween size="s">
        <Progress job={job} />
        {onDismiss && (
          <Link href={`/redrives/${job.id}`}>{isRedrive(job) ? 'What became of them' : 'Show it alone'}</Link>
        )}
      </SpaceBetween>
    </Container>
  );
}

function Actions({ job, onDismiss }: { readonly job: LetterJob; readonly onDismiss: (() => void) | undefined }) {
  const notify = useNotify();
  const cancel = () =>
    cancelLetterJob(job.id).catch(({ message }: Error) =>
      notify({ type: 'error', header: 'It was not cancelled', content: message }),
    );
  const canCancel = isUnderWay(job) && letterJobKind(job.id) !== 'reconciliation';
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {canCancel && (
        <Button onClick={() => void cancel()} loading={job.status === 'cancelling'} loadingText="Cancelling">
          Cancel
        </Button>
      )}
      {!isUnderWay(job) && onDismiss && (
        <Button iconName="close" variant="icon" ariaLabel={`Put away: ${jobTitle(job)}`} onClick={onDismiss} />
      )}
    </SpaceBetween>
  );
}

export function Progress({ job }: { readonly job: LetterJob }) {
  return (
    <SpaceBetween size="s">
      <JobProgress job={job} done={doneCount(job)} total={totalCount(job)} what={doneText(job)} />
      {remarks(job).map((remark) => (
        <div key={remark}>{remark}</div>
      ))}
      <Missing job={job} />
    </SpaceBetween>
  );
}

/** It was redriven by somebody else, or SQS forgot it. */
function Missing({ job }: { readonly job: LetterJob }) {
  const missing = missingOf(job);
  if (missing.length === 0) return null;
  return (
    <ExpandableSection headerText={`${countOf(missing.length, 'event')} had no dead letter any more`}>
      <ul className="plain-list">
        {missing.map((eventId) => (
          <li key={eventId}>
            <Link href={path`/deliveries/${job.subscriberId}/${eventId}`}>
              <span className="breaking">{eventId}</span>
            </Link>
          </li>
        ))}
      </ul>
    </ExpandableSection>
  );
}
