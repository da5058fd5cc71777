/** What can be asked of jobs of any kind? To be listed, shown and cancelled. */
import { path } from '../api/api-client.ts';
import { type ListOptions, showList } from '../api/list-options.ts';
import type { Column } from '../output/table.ts';
import type { Session } from '../session.ts';
import { findSubscriberId } from '../subscribers/find-subscriber.ts';
import { readJob } from './follow-job.ts';
import { JOB_STYLES } from './job-fields.ts';
import type { JobKind } from './job-kind.ts';
import type { JobView } from './job-view.ts';
import { type FollowOptions, refuseUnlessDone, settleJob, showJob } from './settle-job.ts';

export function listsJobs<J extends JobView>({ noun, done, columns: own }: JobKind<J>) {
  const columns: readonly Column<J>[] = [
    { heading: 'ID', cell: ({ id }) => id },
    { heading: 'SUBSCRIBER', cell: ({ subscriberId }) => subscriberId },
    { heading: 'STATUS', cell: ({ status }) => status, style: ({ status }) => JOB_STYLES[status] },
    ...own,
    { heading: 'DONE', cell: done, shrinks: true },
    { heading: 'BEGUN', cell: ({ createdAt }) => createdAt },
    { heading: 'ENDED', cell: ({ finishedAt }) => finishedAt },
    { heading: 'FAILURE', cell: ({ failure }) => failure, shrinks: true },
  ];
  return async (session: Session, named: string | undefined, options: ListOptions): Promise<void> => {
    const subscriberId = named === undefined ? undefined : await findSubscriberId(await session.api(), named);
    return showList(session, `/v1/${noun}`, { subscriberId }, options, columns);
  };
}

/** As it is now, or with `--wait` once it is over. */
export function showsJob<J extends JobView>(kind: JobKind<J>) {
  return async (session: Session, id: string, { wait = false }: FollowOptions): Promise<void> => {
    const job = await readJob(await session.api(), kind, id);
    if (!wait) return showJob(session, job);
    refuseUnlessDone(kind, await settleJob(session, kind, job, { wait }));
  };
}

/** One that was faster than the asking has done its work, which is shown. */
export function cancelsJob<J extends JobView>(kind: JobKind<J>) {
  return async (session: Session, id: string, options: FollowOptions): Promise<void> => {
    const api = await session.api();
    const job = await api.post<J>(path`/v1/${kind.noun}/${id}/cancel`, undefined, { isRepeatable: true });
    const { status } = await settleJob(session, kind, job, options);
    if (status === 'completed') session.out.note(`The ${kind.one} was done before it could be cancelled.`);
  };
}
