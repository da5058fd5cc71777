/** `subscribers test`: sends a subscriber an event that nobody else gets, and tells whether it arrived. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DeliveryView } from '../../lambdas/api/views/delivery-view.ts';
import { type ApiClient, path } from '../api/api-client.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { outcomeOf } from '../deliveries/outcome.ts';
import { interruption } from '../interruption.ts';
import { Progress } from '../output/progress.ts';
import { Interrupted, Refusal } from '../refusal.ts';
import type { Session } from '../session.ts';
import { findSubscriber } from './find-subscriber.ts';
import { isToWait, type WaitOptions } from './settle.ts';

interface TestOptions extends WaitOptions {
  readonly eventType?: string;
  readonly data?: object;
}

interface Sent {
  readonly eventId: string;
  readonly eventType: string;
}

const PATIENCE_MS = 60_000;
const PAUSE_MS = 200;

export async function sendTest(session: Session, named: string, options: TestOptions): Promise<void> {
  const { eventType, data } = options;
  const api = await session.api();
  const { id, mode, status } = await findSubscriber(api, named);
  const sent = await api.post<Sent>(path`/v1/subscribers/${id}/test`, { eventType, data });
  const isAttempted = mode !== 'pull' && status === 'active';
  if (!isAttempted || !isToWait(session, options)) {
    if (session.isJson) return session.out.json(sent);
    return session.out.fields({ ...sent, deliveries: isAttempted ? undefined : WAITING });
  }
  const delivery = await firstAttempt(session, id, sent.eventId);
  if (session.isJson) session.out.json({ ...sent, delivery });
  else session.out.fields({ ...sent, status: delivery.status, attempt: outcomeOf(delivery) });
  if (delivery.status !== 'delivered')
    throw new Refusal('failed', `The test event was not delivered: ${outcomeOf(delivery)}.`);
}

const WAITING = 'it waits in the queue: the subscriber is paused, or fetches its events itself';

async function firstAttempt(session: Session, id: string, eventId: string): Promise<DeliveryView> {
  const signal = interruption();
  const api = await session.api();
  const progress = new Progress(session.isJson);
  progress.say(`Waiting for the first attempt of ${eventId} …`);
  const deadline = Date.now() + PATIENCE_MS;
  try {
    while (Date.now() < deadline) {
      if (signal.aborted) throw new Interrupted();
      const delivery = await deliveryOf(api, id, eventId);
      if (delivery && (delivery.attempts.length > 0 || delivery.status !== 'pending')) return delivery;
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => {});
    }
  } finally {
    progress.end();
  }
  throw new Refusal(
    'failed',
    `No attempt of ${eventId} after ${PATIENCE_MS / 1000} s; look later with \`fanfare deliveries show ${id} ${eventId}\`.`,
  );
}

/** The log knows it once its first attempt is over. */
async function deliveryOf(api: ApiClient, id: string, eventId: string): Promise<DeliveryView | undefined> {
  try {
    return await api.get<DeliveryView>(path`/v1/deliveries/${id}/${eventId}`);
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.status === 404) return undefined;
    throw error;
  }
}
