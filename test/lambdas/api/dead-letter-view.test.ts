import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../../core/delivery.ts';
import { deadLetterView } from '../../../lambdas/api/views/dead-letter-view.ts';

const DEAD: Delivery = {
  subscriberId: 'sub_1',
  eventId: 'evt_1',
  eventType: 'order.placed',
  eventTime: '2026-11-01T00:00:00Z',
  status: 'dead',
  attempts: [
    { number: 11, round: 2, at: '2026-11-02T00:00:00.000Z', outcome: 'responded', httpStatus: 503, durationMs: 4 },
    { number: 12, round: 2, at: '2026-11-02T00:00:05.000Z', outcome: 'timed-out', detail: 'headers', durationMs: 9 },
  ],
  attemptsBeforeRound: 10,
  round: 2,
  deadReason: 'attempts-exhausted',
  deadAt: '2026-11-02T00:00:06.000Z',
  deadMessageId: 'm-1',
  deadLetterExpiresAt: '2026-11-16T00:00:06.000Z',
};

const at = (time: string, delivery = DEAD) => deadLetterView(delivery, new Date(time));

describe('a dead letter', () => {
  it('tells why it died, how it ended and how long it can still be redriven', () => {
    expect(at('2026-11-03T00:00:00Z')).toEqual({
      subscriberId: 'sub_1',
      eventId: 'evt_1',
      eventType: 'order.placed',
      eventTime: '2026-11-01T00:00:00Z',
      reason: 'attempts-exhausted',
      attempts: 12,
      lastOutcome: 'timed-out',
      lastDetail: 'headers',
      deadAt: '2026-11-02T00:00:06.000Z',
      expiresAt: '2026-11-16T00:00:06.000Z',
      daysLeft: 13,
      round: 2,
    });
  });

  it.each([
    ['2026-11-15T12:00:06Z', 0.5],
    ['2026-11-15T22:00:00Z', 0.1],
    ['2026-11-16T00:00:00Z', 0],
    ['2026-12-24T00:00:00Z', 0],
  ])('has at %s %d days left', (time, daysLeft) => {
    expect(at(time).daysLeft).toBe(daysLeft);
  });

  it('that died before its end was recorded is forgotten 14 days after its death', () => {
    const { deadLetterExpiresAt: _, round: __, ...older } = DEAD;
    expect(at('2026-11-02T00:00:06Z', older)).toMatchObject({ expiresAt: '2026-11-16T00:00:06.000Z', round: 1 });
  });

  it('without an attempt has no last outcome', () => {
    const view = at('2026-11-02T00:00:06Z', { ...DEAD, attempts: [], deadReason: 'subscriber-disabled' });
    expect(view).toMatchObject({ attempts: 0, reason: 'subscriber-disabled' });
    expect(view).not.toHaveProperty('lastOutcome');
  });
});
