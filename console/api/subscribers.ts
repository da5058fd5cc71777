/** What is asked of the API about subscribers. Whatever changes one resolves once the page has been asked again. */
import { useQuery } from '@tanstack/react-query';
import type { RotationView } from '../../lambdas/api/views/rotation-view.ts';
import type {
  ChangedSubscriberView,
  EnabledSubscriberView,
  ListedSubscriberView,
  SubscriberView,
  SubscriberWithStateView,
} from '../../lambdas/api/views/subscriber-view.ts';
import type { TestEventView } from '../../lambdas/api/views/test-event-view.ts';
import { call, get, path, post } from './client.ts';
import { useLive } from './live.ts';
import type { ListPage } from './page.ts';
import { refresh } from './refresh.ts';

export interface SubscriberQuery {
  readonly q?: string;
  readonly status?: string;
  readonly tenant?: string;
  readonly cursor?: string;
}

const PAGE_SIZE = 25;
const MOVING_MS = 1500;
const STILL_MS = 4000;
const NAME_STAYS_MS = 60_000;

export function useSubscribers(query: SubscriberQuery) {
  const ask = (signal: AbortSignal) =>
    get<ListPage<ListedSubscriberView>>('/v1/subscribers', { ...query, include: 'state', limit: PAGE_SIZE }, signal);
  return useLive(['subscribers', 'list', query], ask, { everyMs: STILL_MS });
}

export function useSubscriber(id: string) {
  const ask = (signal: AbortSignal) => get<SubscriberWithStateView>(path`/v1/subscribers/${id}`, {}, signal);
  return useLive(['subscribers', 'one', id], ask, {
    everyMs: (subscriber) => (isMoving(subscriber?.status) ? MOVING_MS : STILL_MS),
  });
}

function isMoving(status: string | undefined): boolean {
  return status === 'provisioning' || status === 'deleting';
}

/** What people call it: its id until that is known, or where it is gone. */
export function useSubscriberName(id: string): string {
  const { data } = useQuery({
    queryKey: ['subscribers', 'name', id],
    queryFn: ({ signal }) => get<SubscriberView>(path`/v1/subscribers/${id}`, {}, signal),
    staleTime: NAME_STAYS_MS,
    placeholderData: () => undefined, // nobody gets another's name
    retry: false,
  });
  return data?.name ?? id;
}

/** Sent again with one key, because nothing answered, it is made once. */
export async function createSubscriber(settings: object, idempotencyKey: string): Promise<ChangedSubscriberView> {
  const options = { body: settings, headers: { 'idempotency-key': idempotencyKey } };
  const created = await call<ChangedSubscriberView>('POST', '/v1/subscribers', options);
  await refresh('subscribers', 'overview');
  return created;
}

export async function changeSubscriber(id: string, patch: object, version: number): Promise<ChangedSubscriberView> {
  const options = { body: patch, headers: { 'if-match': String(version) } };
  const changed = await call<ChangedSubscriberView>('PATCH', path`/v1/subscribers/${id}`, options);
  await refresh('subscribers');
  return changed;
}

export type StateVerb = 'pause' | 'resume' | 'disable';

export async function changeState(id: string, verb: StateVerb): Promise<SubscriberView> {
  const changed = await post<SubscriberView>(path`/v1/subscribers/${id}/${verb}`);
  await refresh('subscribers', 'overview');
  return changed;
}

/** `recoverFrom`: ISO time from which the events that it missed are brought back. */
export async function enableSubscriber(id: string, recoverFrom?: string): Promise<EnabledSubscriberView> {
  const body = recoverFrom === undefined ? undefined : { recoverFrom };
  const enabled = await post<EnabledSubscriberView>(path`/v1/subscribers/${id}/enable`, body);
  await refresh('subscribers', 'overview', 'replays');
  return enabled;
}

export async function deleteSubscriber(id: string, force: boolean): Promise<SubscriberView> {
  const deleted = await call<SubscriberView>('DELETE', path`/v1/subscribers/${id}`, {
    query: force ? { force: true } : {},
  });
  await refresh('subscribers', 'overview');
  return deleted;
}

export async function sendTestEvent(id: string, body: object): Promise<TestEventView> {
  const sent = await post<TestEventView>(path`/v1/subscribers/${id}/test`, body);
  await refresh('subscribers', 'deliveries');
  return sent;
}

export async function rotateSecret(id: string, overlapSeconds: number): Promise<RotationView> {
  const rotated = await post<RotationView>(path`/v1/subscribers/${id}/secrets`, { overlapSeconds });
  await refresh('subscribers');
  return rotated;
}
