/** The road of a pull: who asks? ─▶ receive ─▶ hand out, batch after batch, until there is enough, no more, or no room. */
import { acknowledgeSeconds, pullRefusal } from '../../core/handout.ts';
import { Problem } from '../subscribers/problem.ts';
import { type BatchSurroundings, handOutBatch } from './hand-out-batch.ts';
import type { HandedOut } from './handed-out.ts';
import type { PullParts } from './parts.ts';

export interface PullWish {
  readonly max: number;
  /** How long to wait for the first event. */
  readonly waitSeconds: number;
}

/** No batch is begun later than this: what is left of the function's 29 seconds is for the one under way. */
const RECEIVE_MS = 23_000;
/** What comes back finds the lease of its hand-out over. */
const MARGIN_SECONDS = 1;
/** SQS hides a message for no longer. */
const MAX_HIDE_SECONDS = 43_200;

export async function handOut(id: string, { max, waitSeconds }: PullWish, parts: PullParts): Promise<HandedOut[]> {
  const lastMs = Date.now() + RECEIVE_MS;
  const leaseSeconds = await leaseOfPull(id, parts);
  const around = { subscriberId: id, leaseSeconds, queues: parts.queuesOf(id) };
  const items: HandedOut[] = [];
  let usedBytes = 0;
  // Only the first batch is waited for: what there is does not wait for what there may be.
  for (let wait = waitSeconds; items.length < max && Date.now() < lastMs; wait = 0) {
    const batch = await nextBatch(max - items.length, wait, { ...around, usedBytes }, parts).catch((error: unknown) => {
      if (items.length === 0) throw error;
      parts.log.fault('a pull ended early', id, error);
      return undefined;
    });
    if (!batch) break;
    items.push(...batch.items);
    usedBytes += batch.bytes;
    if (batch.isLast) break;
  }
  return items;
}

/** Asked anew at each pull, for whoever has just paused or resumed it expects to see that. */
async function leaseOfPull(id: string, { recipients }: PullParts): Promise<number> {
  recipients.forget(id);
  const { subscriber } = await recipients.get(id, Date.now());
  const why = pullRefusal(subscriber);
  if (why !== undefined) throw new Problem('conflict', `The subscriber ${id} ${why}.`);
  return acknowledgeSeconds(subscriber);
}

async function nextBatch(atMost: number, waitSeconds: number, around: BatchSurroundings, parts: PullParts) {
  const hideSeconds = Math.min(around.leaseSeconds + MARGIN_SECONDS, MAX_HIDE_SECONDS);
  const records = await around.queues.receiving.receive({ atMost, waitSeconds, hideSeconds });
  return records.length === 0 ? undefined : handOutBatch(records, around, parts);
}
