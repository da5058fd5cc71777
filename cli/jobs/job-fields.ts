/** How does a job look to people, field by field? */
import type { DeadLetterFilterView } from '../../lambdas/api/views/dead-letter-filter.ts';
import type { DiscardView } from '../../lambdas/api/views/discard-view.ts';
import type { RedriveView } from '../../lambdas/api/views/redrive-view.ts';
import type { ReplayView } from '../../lambdas/api/views/replay-view.ts';
import { percent } from '../output/bar.ts';
import type { Style } from '../output/table.ts';
import type { JobView } from './job-view.ts';

export const JOB_STYLES: Readonly<Record<JobView['status'], Style>> = {
  queued: 'cyan',
  running: 'cyan',
  cancelling: 'yellow',
  completed: 'green',
  cancelled: 'gray',
  failed: 'red',
};

/** As the API has them; what is no plain value is told in words. */
export function jobFields(job: JobView): Record<string, string | number | undefined> {
  const { eventIds, filter, missing, deliveries, progress } = job as Partial<RedriveView & ReplayView>;
  const inWords = {
    eventIds: eventIds && listed(eventIds),
    filter: filter && filterText(filter),
    missing: missing && listed(missing),
    progress: progress === undefined ? undefined : percent(progress),
    deliveries: deliveries && deliveriesText(deliveries),
  };
  const { failure, createdAt, startedAt, finishedAt, ...head } = { ...job, ...inWords };
  const end = { failure, createdAt, startedAt, finishedAt };
  return Object.fromEntries(
    Object.entries({ ...head, ...end }).map(([name, value]) => [
      name,
      typeof value === 'boolean' ? String(value) : value,
    ]),
  );
}

/** `all`, `37 events`, or its filter. */
export function selectionText({ eventIds, filter, selection }: RedriveView | DiscardView): string {
  if (eventIds) return eventIds.length === 1 ? String(eventIds[0]) : `${eventIds.length} events`;
  return filter ? filterText(filter) : selection;
}

/** `eventType=invoice.paid reason=endpoint-gone`. */
function filterText(filter: DeadLetterFilterView): string {
  return Object.entries(filter)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

export function deliveriesText({ delivered, pending, dead, isComplete }: NonNullable<ReplayView['deliveries']>) {
  return `${delivered} delivered, ${pending} pending, ${dead} dead${isComplete ? '' : ' or more'}`;
}

const LISTED = 10;

function listed(ids: readonly string[]): string {
  const more = ids.length - LISTED;
  return more > 0 ? `${ids.slice(0, LISTED).join(', ')} and ${more} more` : ids.join(', ');
}
