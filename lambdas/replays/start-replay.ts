/** Sends a subscriber what was published in a stretch of time: to one that is new, all of it; to another what it missed. */
import * as z from 'zod/mini';
import type { ReplayJob } from '../../core/job.ts';
import { windowFaults } from '../../core/replay-window.ts';
import { replayable } from '../../core/replayable.ts';
import type { Subscriber } from '../../core/subscriber.ts';
import { flag } from '../schema/fields.ts';
import { givenTime } from '../schema/times.ts';
import { knownSubscriber } from '../subscribers/known-subscriber.ts';
import { invalidFields, Problem } from '../subscribers/problem.ts';
import type { ReplayParts } from './parts.ts';
import { queueReplay } from './queue-replay.ts';

export const REPLAY_INPUT = z
  .strictObject(
    {
      from: givenTime().check(z.describe('What was published since then; not before the archive reaches back')),
      to: z.optional(
        givenTime().check(z.describe('And before then. Left out: now, and for a new subscriber until its events come')),
      ),
      includeDelivered: z.optional(flag().check(z.describe('What it has been delivered is sent once more (false)'))),
    },
    'must be an object',
  )
  .check(z.meta({ id: 'ReplayInput' }));

export async function startReplay(
  subscriberId: string,
  { from, to, includeDelivered = false }: z.output<typeof REPLAY_INPUT>,
  parts: ReplayParts,
): Promise<ReplayJob> {
  const subscriber = await knownSubscriber(subscriberId, parts.subscribers);
  const now = new Date();
  const window = { from, to: to ?? now.toISOString() };
  refuseWindow(window, parts, now);
  refuseUnlessReplayable(subscriber);
  const isOpen = to === undefined ? { isOpen: true } : {};
  return queueReplay({ subscriberId, ...window, ...isOpen, includeDelivered }, parts);
}

/** `field`: what the beginning is called where it was asked for. */
export function refuseWindow(
  window: { readonly from: string; readonly to: string },
  { archiveRetentionDays }: Pick<ReplayParts, 'archiveRetentionDays'>,
  now: Date,
  field = 'from',
): void {
  if (archiveRetentionDays === 0) throw new Problem('conflict', NO_ARCHIVE);
  const faults = windowFaults(window, archiveRetentionDays, now);
  if (faults.length > 0) {
    throw invalidFields(faults.map(({ path, message }) => ({ path: path === 'from' ? field : path, message })));
  }
}

export const NO_ARCHIVE = 'This stage archives nothing (`archiveRetentionDays` is 0), so nothing can be replayed.';

/** A replay waits for a subscriber that is on its way, not for one that an operator must see to first. */
export function refuseUnlessReplayable(subscriber: Subscriber): void {
  const standing = replayable(subscriber);
  if (standing.kind === 'now' || (standing.kind === 'later' && subscriber.status !== 'failed')) return;
  const help = subscriber.desired === 'disabled' ? ' Enable it first.' : '';
  throw new Problem('conflict', `The subscriber ${subscriber.id} ${standing.why}.${help}`);
}
