/** Jobs that work on dead letters: a redrive, a discard, a reconciliation. The beginning of its id tells which one it is. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { DiscardView } from '../../lambdas/api/views/discard-view.ts';
import type { ReconciliationView } from '../../lambdas/api/views/reconciliation-view.ts';
import type { RedriveView } from '../../lambdas/api/views/redrive-view.ts';
import { queryClient } from '../app/query-client.ts';
import { get, path, post } from './client.ts';
import type { DeadLetterFilter } from './dead-letters.ts';
import { jobPace } from './job-state.ts';
import { type LiveOptions, useLive } from './live.ts';
import type { ListPage } from './page.ts';
import { refresh } from './refresh.ts';

export type Redrive = RedriveView;
export type Discard = DiscardView;
export type Reconciliation = ReconciliationView;
export type LetterJob = Redrive | Discard | Reconciliation;

export type LetterJobKind = 'redrive' | 'discard' | 'reconciliation';

const KINDS: Readonly<Record<string, LetterJobKind>> = { red_: 'redrive', dis_: 'discard', rec_: 'reconciliation' };

/** An id that is of none of them is asked for as a redrive: the API says that there is none. */
export function letterJobKind(id: string): LetterJobKind {
  return KINDS[id.slice(0, 4)] ?? 'redrive';
}

export function isRedrive(job: LetterJob): job is Redrive {
  return 'moved' in job;
}

export function isDiscard(job: LetterJob): job is Discard {
  return 'discarded' in job;
}

export function useLetterJob(id: string): UseQueryResult<LetterJob> {
  const noun = `${letterJobKind(id)}s`;
  return useLive<LetterJob>(['letter-jobs', id], (signal) => get(path`/v1/${noun}/${id}`, {}, signal), {
    everyMs: jobPace,
  });
}

interface ListWanted {
  /** Absent: of all subscribers. */
  readonly subscriberId?: string | undefined;
  readonly limit?: number;
  readonly cursor?: string | undefined;
}

export function useRedrives(
  wanted: ListWanted,
  options: LiveOptions<ListPage<Redrive>> = {},
): UseQueryResult<ListPage<Redrive>> {
  const query = { ...wanted };
  return useLive(['letter-jobs', 'redrives', query], (signal) => get('/v1/redrives', query, signal), options);
}

export function useDiscards(
  wanted: ListWanted,
  options: LiveOptions<ListPage<Discard>> = {},
): UseQueryResult<ListPage<Discard>> {
  const query = { ...wanted };
  return useLive(['letter-jobs', 'discards', query], (signal) => get('/v1/discards', query, signal), options);
}

/** Which dead letters of one subscriber. */
export type Selection =
  | { readonly kind: 'all' }
  | { readonly kind: 'events'; readonly eventIds: readonly string[] }
  | { readonly kind: 'filter'; readonly filter: DeadLetterFilter };

/** More are not taken in one request. */
export const MAX_EVENTS_CHOSEN = 1000;

export async function startRedrive(
  subscriberId: string,
  selection: Selection,
  ratePerSecond: number | undefined,
): Promise<Redrive> {
  const body = { ...selectionBody(selection), ...(ratePerSecond === undefined ? {} : { ratePerSecond }) };
  return begun(await post<Redrive>(path`/v1/subscribers/${subscriberId}/redrives`, body));
}

export async function startDiscard(subscriberId: string, selection: Selection): Promise<Discard> {
  const body = selection.kind === 'all' ? { all: true } : selectionBody(selection);
  return begun(await post<Discard>(path`/v1/subscribers/${subscriberId}/discards`, body));
}

export async function startReconciliation(subscriberId: string): Promise<Reconciliation> {
  return begun(await post<Reconciliation>(path`/v1/subscribers/${subscriberId}/reconciliations`));
}

/** A reconciliation cannot be cancelled: it takes nothing away that is needed. */
export async function cancelLetterJob(id: string): Promise<LetterJob> {
  const noun = `${letterJobKind(id)}s`;
  return begun(await post<LetterJob>(path`/v1/${noun}/${id}/cancel`));
}

function selectionBody(selection: Selection): object {
  if (selection.kind === 'events') return { eventIds: selection.eventIds };
  return selection.kind === 'filter' ? { filter: selection.filter } : {};
}

function begun<T extends LetterJob>(job: T): T {
  queryClient.setQueryData(['letter-jobs', job.id], job);
  void refresh('letter-jobs');
  return job;
}
