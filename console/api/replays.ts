/** Replays: past events sent again out of the archive. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReplayView } from '../../lambdas/api/views/replay-view.ts';
import { get, path, post } from './client.ts';
import { jobPace } from './job-state.ts';
import { useLive } from './live.ts';
import type { ListPage } from './page.ts';
import { refresh } from './refresh.ts';

export type Replay = ReplayView;

interface ListWanted {
  readonly subscriberId?: string | undefined;
  readonly cursor?: string | undefined;
}

export function useReplays(wanted: ListWanted): UseQueryResult<ListPage<Replay>> {
  const query = { ...wanted };
  return useLive(['replays', query], (signal) => get('/v1/replays', query, signal));
}

export function useReplay(id: string): UseQueryResult<Replay> {
  return useLive<Replay>(['replays', id], (signal) => get(path`/v1/replays/${id}`, {}, signal), { everyMs: jobPace });
}

export interface ReplayWish {
  /** ISO 8601; without `to` until now. */
  readonly from: string;
  readonly to?: string;
  readonly includeDelivered: boolean;
}

export async function startReplay(subscriberId: string, wish: ReplayWish): Promise<Replay> {
  const replay = await post<Replay>(path`/v1/subscribers/${subscriberId}/replays`, wish);
  await refresh('replays');
  return replay;
}

export async function cancelReplay(id: string): Promise<void> {
  await post(path`/v1/replays/${id}/cancel`);
  await refresh('replays');
}
