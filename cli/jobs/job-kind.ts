/** Which kinds of jobs are there, and how does the command line speak of each? */
import { isOver } from '../../core/job.ts';
import type { DiscardView } from '../../lambdas/api/views/discard-view.ts';
import type { ReconciliationView } from '../../lambdas/api/views/reconciliation-view.ts';
import type { RedriveView } from '../../lambdas/api/views/redrive-view.ts';
import type { ReplayView } from '../../lambdas/api/views/replay-view.ts';
import type { Column } from '../output/table.ts';
import { deliveriesText, selectionText } from './job-fields.ts';
import type { JobView } from './job-view.ts';

export interface JobKind<J extends JobView> {
  /** On the command line as in the API's paths. */
  readonly noun: 'redrives' | 'discards' | 'reconciliations' | 'replays';
  readonly one: string;
  readonly idPrefix: string;
  readonly canBeCancelled: boolean;
  /** How much of it is done, from 0 to 1, where that is known. */
  readonly share: (job: J) => number | undefined;
  /** What it has done so far. */
  readonly done: (job: J) => string;
  /** What it is about, in a list. */
  readonly columns: readonly Column<J>[];
}

export const REDRIVES: JobKind<RedriveView> = {
  noun: 'redrives',
  one: 'redrive',
  idPrefix: 'red_',
  canBeCancelled: true,
  share: ({ moved, total }) => shareOf(moved, total),
  done: ({ moved, total, examined }) => `${lettersText(moved, total, examined)} put back on the queue`,
  columns: [{ heading: 'WHICH', cell: selectionText, shrinks: true }],
};

export const DISCARDS: JobKind<DiscardView> = {
  noun: 'discards',
  one: 'discard',
  idPrefix: 'dis_',
  canBeCancelled: true,
  share: ({ discarded, total }) => shareOf(discarded, total),
  done: ({ discarded, total, examined }) => `${lettersText(discarded, total, examined)} discarded`,
  columns: [{ heading: 'WHICH', cell: selectionText, shrinks: true }],
};

export const RECONCILIATIONS: JobKind<ReconciliationView> = {
  noun: 'reconciliations',
  one: 'reconciliation',
  idPrefix: 'rec_',
  canBeCancelled: false,
  share: () => undefined,
  done: ({ examined, recorded, removed }) =>
    `${counted(examined)} dead letters looked at, ${counted(recorded)} recorded, ${counted(removed)} removed`,
  columns: [],
};

export const REPLAYS: JobKind<ReplayView> = {
  noun: 'replays',
  one: 'replay',
  idPrefix: 'rpl_',
  canBeCancelled: true,
  share: ({ progress }) => progress,
  done: ({ deliveries, archivedSince, ...job }) =>
    [replayedText(job)]
      .concat(archivedSince === undefined ? [] : `the archive begins at ${archivedSince}`)
      .concat(deliveries ? `of that time are now ${deliveriesText(deliveries)}` : [])
      .join('; '),
  columns: [
    { heading: 'FROM', cell: ({ from }) => from },
    { heading: 'TO', cell: ({ to }) => to },
    {
      heading: 'WHICH',
      cell: ({ eventId, includeDelivered }) => eventId ?? (includeDelivered ? 'all' : 'undelivered'),
    },
  ],
};

function lettersText(done: number, total: number | undefined, examined: number): string {
  // The total is SQS's own count, which is approximate.
  if (total !== undefined && total >= done) return `${counted(done)} of ${letters(total)}`;
  return `${letters(done)}${examined > done ? `, of ${counted(examined)} looked at,` : ''}`;
}

function letters(n: number): string {
  return `${counted(n)} dead ${n === 1 ? 'letter' : 'letters'}`;
}

function replayedText({ status, lastReplayedAt }: Pick<ReplayView, 'status' | 'lastReplayedAt'>): string {
  if (lastReplayedAt !== undefined) return `up to ${lastReplayedAt}`;
  if (status === 'completed') return 'to its end';
  return isOver({ status }) ? 'nothing sent' : 'nothing sent yet';
}

function shareOf(done: number, total: number | undefined): number | undefined {
  return total === undefined || total === 0 ? undefined : done / total;
}

export function counted(n: number): string {
  return n.toLocaleString('en');
}
