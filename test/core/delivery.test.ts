import { describe, expect, it } from 'vitest';
import { isDeadLetter, isWantedDeadLetter } from '../../core/dead-letter.ts';
import type { Decision } from '../../core/decide.ts';
import {
  attemptOf,
  type Delivery,
  discarded,
  isUndelivered,
  MAX_ATTEMPTS_KEPT,
  newDelivery,
  newRound,
  recordDecision,
  roundOf,
} from '../../core/delivery.ts';

const now = new Date('2026-11-01T10:00:00.000Z');
const fresh = newDelivery('sub_1', { id: 'e1', type: 'invoice.paid', time: '2026-11-01T09:59:59Z' });

function failed(delivery: Delivery, decision: Decision): Delivery {
  const outcome = { kind: 'responded', status: 503 } as const;
  const attempt = attemptOf(delivery, { outcome, startedAt: now, durationMs: 12.6, response: 'no' });
  return recordDecision(delivery, { attempt, decision, now, messageId: 'm1' });
}
const died = (delivery: Delivery) => failed(delivery, { kind: 'dead', reason: 'attempts-exhausted' });
const retried = (delivery: Delivery) => failed(delivery, { kind: 'retry', at: now });
const delivered = (delivery: Delivery) =>
  recordDecision(delivery, { decision: { kind: 'delivered' }, now, messageId: 'm1', leaseUntilMs: 7.5 });
const dead = died(fresh);

describe('the log of a delivery', () => {
  it('keeps an attempt with what came of it', () => {
    expect(dead).toMatchObject({
      status: 'dead',
      deadReason: 'attempts-exhausted',
      deadAt: '2026-11-01T10:00:00.000Z',
      attempts: [
        {
          ...{ number: 1, at: '2026-11-01T10:00:00.000Z', outcome: 'responded' },
          ...{ httpStatus: 503, durationMs: 13, response: 'no' },
        },
      ],
    });
  });

  it('tells when the dead-letter queue forgets what died: after its fourteen days', () => {
    expect(dead.deadLetterExpiresAt).toBe('2026-11-15T10:00:00.000Z');
  });

  it('goes on counting in a new round, whose schedule begins anew', () => {
    const round = newRound(dead);
    expect(round).toMatchObject({ status: 'pending', attemptsBeforeRound: 1, round: 2 });
    const again = newRound(died(round));
    expect(retried(again).attempts.map(({ number, round: of }) => [number, of])).toEqual([
      [1, undefined],
      [2, 2],
      [3, 3],
    ]);
    expect([fresh, round, again].map(roundOf)).toEqual([1, 2, 3]);
  });

  it('forgets in a new round what the one before came to', () => {
    for (const before of [dead, discarded(dead, now), delivered(fresh), retried(fresh)]) {
      const { attempts: _, ...round } = newRound(before);
      expect(round).toEqual({
        ...{ subscriberId: 'sub_1', eventId: 'e1', eventType: 'invoice.paid', eventTime: '2026-11-01T09:59:59Z' },
        ...{ status: 'pending', attemptsBeforeRound: before.attempts.length, round: 2 },
      });
    }
  });

  it('remembers by which replay it was sent again, past redrives', () => {
    const replayed = newRound(delivered(fresh), 'fanfare-a-rpl_1-all');
    expect(newRound(died(replayed)).replay).toBe('fanfare-a-rpl_1-all');
  });

  it('keeps the newest attempts, and their numbers', () => {
    let delivery: Delivery = fresh;
    for (let n = 0; n < MAX_ATTEMPTS_KEPT + 10; n++) delivery = retried(delivery);
    expect(delivery.attempts).toHaveLength(MAX_ATTEMPTS_KEPT);
    expect(delivery.attempts.at(-1)?.number).toBe(MAX_ATTEMPTS_KEPT + 10);
  });
});

describe('a dead letter', () => {
  it('is what died, until it is discarded or redriven', () => {
    const all = [dead, discarded(dead, now), newRound(dead), fresh, delivered(fresh)];
    expect(all.map(isDeadLetter)).toEqual([true, false, false, false, false]);
    expect(all.map(isUndelivered)).toEqual([true, false, true, true, false]);
  });

  it.each([
    [{}, true],
    [{ eventType: 'invoice.paid' }, true],
    [{ eventType: 'invoice' }, false],
    [{ reason: 'attempts-exhausted' }, true],
    [{ reason: 'endpoint-gone' }, false],
    [{ from: '2026-11-01T10:00:00Z' }, true],
    [{ from: '2026-11-01T10:00:00.001Z' }, false],
    [{ to: '2026-11-01T10:00:00Z' }, false],
    [{ to: '2026-11-01T12:00:00.001+02:00' }, true],
    [{ eventType: 'invoice.paid', reason: 'endpoint-gone' }, false],
  ] as const)('is wanted by %j: %s', (filter, isWanted) => {
    expect(isWantedDeadLetter(dead, filter)).toBe(isWanted);
    expect(isWantedDeadLetter(discarded(dead, now), filter)).toBe(false);
  });
});
