/** Enables a subscriber; on request it gets what was published while it was disabled, once its events come again. */
import * as z from 'zod/mini';
import type { ReplayJob } from '../../core/job.ts';
import type { Subscriber } from '../../core/subscriber.ts';
import { givenTime } from '../schema/times.ts';
import { changeState } from '../subscribers/change-state.ts';
import type { SubscriberParts } from '../subscribers/parts.ts';
import type { ReplayParts } from './parts.ts';
import { queueReplay } from './queue-replay.ts';
import { refuseWindow } from './start-replay.ts';

export const ENABLE_INPUT = z
  .strictObject(
    {
      recoverFrom: z.optional(
        givenTime().check(
          z.describe('What was published since then, and is not delivered, is sent too: when it was disabled, say'),
        ),
      ),
    },
    'must be an object',
  )
  .check(z.meta({ id: 'EnableInput' }));

export interface Enabled {
  readonly subscriber: Subscriber;
  readonly replay?: ReplayJob;
}

/** Refuses what cannot be replayed before anything is changed. Asked again after a crash it does the rest. */
export async function enableSubscriber(
  id: string,
  { recoverFrom }: z.output<typeof ENABLE_INPUT>,
  parts: SubscriberParts & ReplayParts,
): Promise<Enabled> {
  if (recoverFrom === undefined) return { subscriber: await changeState(id, 'enable', parts) };
  const now = new Date();
  const window = { from: recoverFrom, to: now.toISOString() };
  refuseWindow(window, parts, now, 'recoverFrom');
  const subscriber = await changeState(id, 'enable', parts);
  const replay = await queueReplay({ subscriberId: id, ...window, isOpen: true, includeDelivered: false }, parts);
  return { subscriber, replay };
}
