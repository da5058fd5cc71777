/** How did it go? Waits for what `provision` does with a subscriber. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Failure, Subscriber } from '../../core/subscriber.ts';
import type { SubscriberRecords } from '../records/subscriber-records.ts';

export type Settled =
  | { readonly kind: 'made'; readonly subscriber: Subscriber }
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly failure: Failure | undefined }
  | { readonly kind: 'too-late' };

const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 2_000;

/**
 * `provision` tries again what failed, first after five seconds: where many are deployed at once, a moment's throttling
 * must not fail the deployment. What fails then too, or is not tried again for so long, is taken for lasting.
 */
const LASTING_FAILURES = 2;
const LASTING_MS = 60_000;

/** `too-late` when neither came before the deadline. */
export async function settled(id: string, subscribers: SubscriberRecords, deadlineMs: number): Promise<Settled> {
  const failures = new Set<string>();
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    const subscriber = await subscribers.get(id);
    if (!subscriber) return { kind: 'gone' };
    const { status, failure } = subscriber;
    if (status === 'active' || status === 'paused' || status === 'disabled') return { kind: 'made', subscriber };
    if (failure) failures.add(failure.at);
    if (isLasting(failures)) return { kind: 'failed', failure };
    if (Date.now() + pauseMs > deadlineMs) return { kind: 'too-late' };
    await sleep(pauseMs);
  }
}

function isLasting(failures: ReadonlySet<string>): boolean {
  const [first] = failures;
  if (first === undefined) return false;
  return failures.size >= LASTING_FAILURES || Date.now() - Date.parse(first) > LASTING_MS;
}

/** What is said of one that did not come to what was asked. */
export function sentenceOf(id: string, how: Settled, asked: string): string {
  switch (how.kind) {
    case 'made':
      return `The subscriber ${id} could not be ${asked}: it is ${how.subscriber.status}.`;
    case 'gone':
      return `The subscriber ${id} could not be ${asked}: somebody deleted it meanwhile.`;
    case 'failed':
      return `The subscriber ${id} could not be ${asked}: ${how.failure?.step}: ${how.failure?.message}`;
    case 'too-late':
      return `The subscriber ${id} was not ${asked} in time. Fanfare goes on trying; deploy again later.`;
  }
}
