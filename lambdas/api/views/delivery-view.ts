/** What does the API show of a delivery? */
import * as z from 'zod/mini';
import type { Delivery } from '../../../core/delivery.ts';
import { readReplayName } from '../../../core/replay-name.ts';
import type { Shown } from '../../schema/shown.ts';
import { time } from '../../schema/times.ts';

const d = z.describe;

const ATTEMPT = z.strictObject({
  number: z.int().check(d('From 1, over all rounds')),
  round: z.optional(z.int().check(d('Which run through the retry schedule it belongs to; absent in the first'))),
  at: time(),
  outcome: z
    .string()
    .check(d('`responded`, `timed-out`, `unreachable`, `refused`; of a pull `acknowledged`, `timed-out`')),
  detail: z.optional(z.string().check(d('Which phase, cause or rule'))),
  httpStatus: z.optional(z.int()),
  durationMs: z.int(),
  response: z.optional(z.string().check(d('On failure: the first 1 KB of the answer'))),
});

export const DELIVERY_STATUSES = ['pending', 'delivered', 'dead'] as const;

export const DELIVERY = z
  .strictObject({
    subscriberId: z.string(),
    eventId: z.string(),
    eventType: z.string(),
    eventTime: time(),
    status: z.enum(DELIVERY_STATUSES),
    round: z.optional(
      z.int().check(d('Which run through the retry schedule it is in; a redrive or a replay begins the next one')),
    ),
    redriveId: z.optional(z.string().check(d('The redrive of chosen dead letters that its round began with'))),
    replayId: z.optional(z.string().check(d('The replay that sent it last'))),
    attempts: z.array(ATTEMPT),
    nextAttemptAt: z.optional(time()),
    deliveredAt: z.optional(time()),
    deadReason: z.optional(z.string()),
    deadAt: z.optional(time()),
    deadLetterExpiresAt: z.optional(time().check(d('When its dead-letter queue forgets it'))),
    discardedAt: z.optional(time().check(d('When its dead letter was deleted for good'))),
  })
  .check(z.meta({ id: 'Delivery' }));

export type DeliveryView = Shown<typeof DELIVERY>;
export type AttemptView = DeliveryView['attempts'][number];
export type DeliveryStatusView = DeliveryView['status'];

export function deliveryView(delivery: Delivery): DeliveryView {
  const { attemptsBeforeRound: _, deadMessageId: __, deliveredLeaseMs: ___, redrive, replay, ...shown } = delivery;
  const replayId = replay === undefined ? undefined : readReplayName(replay)?.id;
  return {
    ...shown,
    ...(redrive === undefined ? {} : { redriveId: redrive }),
    ...(replayId === undefined ? {} : { replayId }),
  };
}
