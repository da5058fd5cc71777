/** What does the API show of a dead letter? Why it died, and how long it can still be redriven. */
import * as z from 'zod/mini';
import { DEAD_REASONS } from '../../../core/decide.ts';
import { type Delivery, roundOf } from '../../../core/delivery.ts';
import { queueForgetsAt } from '../../../core/queue-retention.ts';
import type { Shown } from '../../schema/shown.ts';
import { time } from '../../schema/times.ts';

const d = z.describe;

export const DEAD_LETTER = z
  .strictObject({
    subscriberId: z.string(),
    eventId: z.string(),
    eventType: z.string(),
    eventTime: time(),
    reason: z.enum(DEAD_REASONS),
    attempts: z.int().check(d('How many were made, over all rounds')),
    lastOutcome: z.optional(z.string().check(d('How the last of them ended'))),
    lastDetail: z.optional(z.string().check(d('Which phase, cause or rule'))),
    lastStatus: z.optional(z.int().check(d('The HTTP status it was answered with'))),
    deadAt: time(),
    expiresAt: time().check(d('When its dead-letter queue forgets it')),
    daysLeft: z.number().check(d('Until then, with one decimal; never less than 0')),
    round: z.int().check(d('Which run through the retry schedule it died in')),
  })
  .check(z.meta({ id: 'DeadLetter' }));

export const DEAD_LETTER_COUNT = z
  .strictObject({
    logged: z.int().check(d('How many the log knows')),
    isComplete: z.boolean().check(d('False where there are more than were counted')),
    queued: z.optional(z.int().check(d('How many wait in the dead-letter queue, as SQS counts them: approximately'))),
    agree: z.optional(z.boolean().check(d('Whether these are the same number. Only without a filter'))),
  })
  .check(z.meta({ id: 'DeadLetterCount' }));

export type DeadLetterView = Shown<typeof DEAD_LETTER>;
export type DeadLetterCountView = Shown<typeof DEAD_LETTER_COUNT>;

const DAY_MS = 86_400_000;

export function deadLetterView(delivery: Delivery, now: Date): DeadLetterView {
  const { subscriberId, eventId, eventType, eventTime, deadReason = 'attempts-exhausted' } = delivery;
  const last = delivery.attempts.at(-1);
  const deadAt = delivery.deadAt ?? eventTime;
  // Those that died before this was recorded were sent to their queue at that time.
  const expiresAt = delivery.deadLetterExpiresAt ?? queueForgetsAt(new Date(deadAt)).toISOString();
  return {
    ...{ subscriberId, eventId, eventType, eventTime, reason: deadReason, attempts: last?.number ?? 0 },
    ...(last ? { lastOutcome: last.outcome } : {}),
    ...(last?.detail === undefined ? {} : { lastDetail: last.detail }),
    ...(last?.httpStatus === undefined ? {} : { lastStatus: last.httpStatus }),
    ...{ deadAt, expiresAt, daysLeft: daysBetween(now, new Date(expiresAt)), round: roundOf(delivery) },
  };
}

function daysBetween(now: Date, then: Date): number {
  return Math.max(0, Math.round(((then.getTime() - now.getTime()) / DAY_MS) * 10) / 10);
}
