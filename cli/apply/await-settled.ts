/** Is everything as the file says? Waits until nothing more happens to what was accepted. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../api/api-client.ts';
import { readAll } from '../api/pages.ts';
import type { SubscriberView } from '../subscribers/subscriber-view.ts';
import type { Accepted } from './carry-out.ts';

/** A hundred mappings at the pace Lambda allows, and the slowest deletion. */
const PATIENCE_MS = 10 * 60_000;
const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 1000;

export interface Settled {
  readonly accepted: Accepted;
  /** As it is now; `undefined` once it is gone. */
  readonly now: SubscriberView | undefined;
  readonly isSettled: boolean;
}

/** Ends early when the signal is aborted, or after a while; who is not settled is answered as such. */
export async function awaitSettled(
  api: ApiClient,
  accepted: readonly Accepted[],
  signal: AbortSignal,
  onProgress: (settled: number) => void,
): Promise<Settled[]> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, MAX_PAUSE_MS)) {
    // One list instead of many readings. It may lag: the version tells whether it shows what was accepted.
    const all = new Map((await readAll<SubscriberView>(api, '/v1/subscribers')).map((each) => [each.id, each]));
    const states = accepted.map((each) => stateOf(each, all.get(each.subscriber.id)));
    const settled = states.filter(({ isSettled }) => isSettled).length;
    onProgress(settled);
    if (settled === states.length || signal.aborted || Date.now() > deadline) return states;
    await sleep(pause, undefined, { signal }).catch(() => {});
  }
}

function stateOf(accepted: Accepted, now: SubscriberView | undefined): Settled {
  const { action, subscriber } = accepted;
  if (action === 'deleted') return { accepted, now, isSettled: now === undefined || now.status === 'failed' };
  const isNew = now !== undefined && now.version >= subscriber.version;
  return { accepted, now, isSettled: isNew && now.status !== 'provisioning' };
}
