/** Is it done? What is asked of a subscriber takes effect a little later; this waits for that. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../api/api-client.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { interruption } from '../interruption.ts';
import { Interrupted, Refusal } from '../refusal.ts';
import { readSubscriber } from './find-subscriber.ts';
import { nameOf, type SubscriberView } from './subscriber-view.ts';

/** On AWS a mapping takes tens of seconds, a deletion a minute or two. */
const PATIENCE_SECONDS = 300;
const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 2000;

/**
 * The subscriber once nothing more happens to it; `undefined` once it is gone. Throws `Interrupted` at Ctrl-C, `Refusal`
 * when it takes too long. One that has failed is answered like any other.
 */
export async function waitUntilSettled(api: ApiClient, id: string): Promise<SubscriberView | undefined> {
  const signal = interruption();
  const deadline = Date.now() + PATIENCE_SECONDS * 1000;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, MAX_PAUSE_MS)) {
    if (signal.aborted) throw new Interrupted();
    const subscriber = await readIfThere(api, id);
    if (!subscriber || !isUnderWay(subscriber)) return subscriber;
    if (Date.now() > deadline) {
      throw new Refusal(
        'failed',
        `${nameOf(subscriber)} is still ${subscriber.status} after ${PATIENCE_SECONDS} s; it goes on without us. Look again with \`fanfare subscribers show ${id}\`.`,
      );
    }
    await sleep(pause, undefined, { signal }).catch(() => {});
  }
}

function isUnderWay({ status }: SubscriberView): boolean {
  return status === 'provisioning' || status === 'deleting';
}

async function readIfThere(api: ApiClient, id: string): Promise<SubscriberView | undefined> {
  try {
    return await readSubscriber(api, id);
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.status === 404) return undefined;
    throw error;
  }
}

/** Why it failed, as a refusal. */
export function failureOf(subscriber: SubscriberView): Refusal {
  const { step, message } = subscriber.failure ?? { step: 'provisioning', message: 'no reason was given' };
  return new Refusal(
    'failed',
    `${nameOf(subscriber)} has failed at its ${step}: ${message} (\`fanfare subscribers resume ${subscriber.id}\` tries again)`,
  );
}
