/** `overview`: how does the stage fare, at first sight? */
import type { FailingSubscriberView, OverviewView } from '../../lambdas/api/views/overview-view.ts';
import { endingText } from '../deliveries/outcome.ts';
import { counted } from '../jobs/job-kind.ts';
import type { Output } from '../output/output.ts';
import type { Column } from '../output/table.ts';
import type { Session } from '../session.ts';
import { STATUS_STYLES } from '../subscribers/show-subscriber.ts';
import { sparkline } from './sparkline.ts';

export async function showOverview(session: Session, { hours }: { readonly hours: string }): Promise<void> {
  const api = await session.api();
  const overview = await api.get<OverviewView>('/v1/overview', { hours });
  if (session.isJson) return session.out.json(overview);
  showFields(session.out, overview);
  if (overview.failing.length === 0) return session.out.note('No endpoint is failing.');
  session.out.line('');
  session.out.table(COLUMNS, overview.failing);
  const more = overview.failingCount - overview.failing.length;
  if (more > 0) session.out.note(`${counted(more)} more are failing, for a shorter time.`);
}

function showFields(out: Output, overview: OverviewView): void {
  const { totals, deadLetters, oldestPending, subscribers, failingCount, archive } = overview;
  const traffic = (name: 'delivered' | 'failedAttempts' | 'dead') => {
    const line = out.isForPeople ? `${sparkline(overview.series.map((step) => step[name]))}  ` : '';
    return `${line}${counted(totals[name])}`;
  };
  const fields = {
    hours: overview.hours,
    delivered: traffic('delivered'),
    failedAttempts: traffic('failedAttempts'),
    dead: traffic('dead'),
    deadLetters: `${counted(deadLetters.count)}${deadLetters.isComplete ? '' : ' or more'}`,
    oldestPending: oldestPending && oldestText(oldestPending),
    subscribers: subscribersText(subscribers),
    failing: failingCount,
    archive: archive.retentionDays === 0 ? 'none' : `${archive.retentionDays} days`,
  };
  out.fields(fields, failingCount > 0 ? { failing: 'red' } : {});
}

function subscribersText({ total, byStatus }: OverviewView['subscribers']): string {
  const each = Object.entries(byStatus).map(([status, n]) => `${counted(n)} ${status}`);
  return each.length === 0 ? counted(total) : `${counted(total)}: ${each.join(', ')}`;
}

function oldestText({ eventTime, eventType, eventId, subscriberId }: NonNullable<OverviewView['oldestPending']>) {
  return `${eventTime} ${eventType} ${eventId} for ${subscriberId}`;
}

const COLUMNS: readonly Column<FailingSubscriberView>[] = [
  { heading: 'FAILING', cell: ({ subscriberId }) => subscriberId },
  { heading: 'NAME', cell: ({ name }) => name, shrinks: true },
  { heading: 'TENANT', cell: ({ tenant }) => tenant, shrinks: true },
  { heading: 'STATUS', cell: ({ status }) => status, style: ({ status }) => STATUS_STYLES[status] },
  { heading: 'SINCE', cell: ({ failingSince }) => failingSince },
  { heading: 'FAILURES', cell: ({ failures }) => failures },
  { heading: 'LAST OUTCOME', cell: ({ last }) => endingText(last), shrinks: true },
  { heading: 'OLDEST WAITING', cell: ({ oldestPendingAt }) => oldestPendingAt },
];
