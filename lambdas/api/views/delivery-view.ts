/** What does the API show of a delivery? */
import * as z from 'zod/mini';
import type { Delivery } from '../../../core/delivery.ts';

const time = () => z.string().check(z.meta({ format: 'date-time' }));

const ATTEMPT = z.strictObject({
  number: z.int().check(z.describe('From 1, over all rounds')),
  at: time(),
  outcome: z
    .string()
    .check(z.describe('`responded`, `timed-out`, `unreachable`, `refused`; of a pull `acknowledged`, `timed-out`')),
  detail: z.optional(z.string().check(z.describe('Which phase, cause or rule'))),
  httpStatus: z.optional(z.int()),
  durationMs: z.int(),
  response: z.optional(z.string().check(z.describe('On failure: the first 1 KB of the answer'))),
});

export const DELIVERY_STATUSES = ['pending', 'delivered', 'dead'] as const;

export const DELIVERY = z
  .strictObject({
    subscriberId: z.string(),
    eventId: z.string(),
    eventType: z.string(),
    eventTime: time(),
    status: z.enum(DELIVERY_STATUSES),
    attempts: z.array(ATTEMPT),
    nextAttemptAt: z.optional(time()),
    deliveredAt: z.optional(time()),
    deadReason: z.optional(z.string()),
    deadAt: z.optional(time()),
  })
  .check(z.meta({ id: 'Delivery' }));

export function deliveryView(delivery: Delivery): object {
  const { attemptsBeforeRound: _, deadMessageId: __, ...shown } = delivery;
  return shown;
}
