/** The list of jobs that work on dead letters: what of whom, how far, when. */
import Link from '@cloudscape-design/components/link';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { UseQueryResult } from '@tanstack/react-query';
import type { LetterJob } from '../../api/letter-jobs.ts';
import type { ListPage } from '../../api/page.ts';
import { Answered } from '../../parts/answered.tsx';
import { Empty } from '../../parts/empty.tsx';
import { JobProgress } from '../../parts/job-progress.tsx';
import { Pager } from '../../parts/pager.tsx';
import { SubscriberLink } from '../../parts/subscriber-link.tsx';
import { TimeAgo } from '../../parts/time-ago.tsx';
import { lengthText } from '../../parts/time-text.ts';
import { doneCount, doneText, jobTitle, totalCount } from './job-text.ts';

interface Props {
  readonly query: UseQueryResult<ListPage<LetterJob>>;
  /** `Redrives` */
  readonly what: string;
}

const COLUMNS: TableProps.ColumnDefinition<LetterJob>[] = [
  {
    id: 'what',
    header: 'What',
    cell: (job) => <Link href={`/redrives/${job.id}`}>{jobTitle(job)}</Link>,
    isRowHeader: true,
    minWidth: 220,
  },
  {
    id: 'progress',
    header: 'How far',
    cell: (job) => <JobProgress job={job} done={doneCount(job)} total={totalCount(job)} what={doneText(job)} />,
    minWidth: 260,
  },
  {
    id: 'subscriber',
    header: 'Subscriber',
    cell: ({ subscriberId }) => <SubscriberLink id={subscriberId} />,
    minWidth: 160,
  },
  { id: 'begun', header: 'Begun', cell: ({ createdAt }) => <TimeAgo at={createdAt} />, minWidth: 110 },
  { id: 'took', header: 'Took', cell: (job) => tookText(job), minWidth: 90 },
];

export function LetterJobTable({ query, what }: Props) {
  return (
    <Answered query={query}>
      {({ items, cursor }) => (
        <Table
          variant="embedded"
          columnDefinitions={COLUMNS}
          items={items}
          trackBy="id"
          pagination={<Pager next={cursor} />}
          empty={<None what={what} />}
          enableKeyboardNavigation
          wrapLines
          ariaLabels={{ tableLabel: what }}
        />
      )}
    </Answered>
  );
}

function None({ what }: { readonly what: string }) {
  return (
    <Empty title={`No ${what.toLowerCase()}`} action={<Link href="/dead-letters">Go to the dead letters</Link>}>
      They are begun from a list of dead letters, and kept for 60 days.
    </Empty>
  );
}

function tookText({ startedAt, finishedAt }: LetterJob): string {
  return startedAt && finishedAt ? lengthText(Date.parse(finishedAt) - Date.parse(startedAt)) : '–';
}
