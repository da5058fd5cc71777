import { describe, expect, it } from 'vitest';
import { attemptOf, type Delivery, newDelivery, newRound, recordDecision, withAttempt } from '../../core/delivery.ts';
import {
  acknowledgedDelivery,
  acknowledgeSeconds,
  deadInsteadOfHandOut,
  isDeliveredBy,
  judgeReceipt,
  missedHandOut,
  type Offer,
  pullRefusal,
} from '../../core/handout.ts';
import type { DesiredState } from '../../core/subscriber.ts';

const now = new Date('2026-11-01T10:00:00.000Z');
const nowMs = now.getTime();
const fresh = newDelivery('sub_1', { id: 'e1', type: 'invoice.paid', time: '2026-11-01T09:59:59Z' });
const LEASE = nowMs + 30_000.5;
const handOut = { handedOutAtMs: nowMs - 1_500, messageId: 'm1' };

/** After so many hand-outs that nobody acknowledged. */
function missed(
  times: number,
  delivery: Delivery = fresh,
): { delivery: Delivery; missed: NonNullable<Offer['missed']> } {
  const result = missedHandOut({ leaseUntilMs: nowMs + 0.7, handedOutAtMs: nowMs - 30_000 }, delivery);
  if (!result) throw new Error('It was missed.');
  const attempt = attemptOf(delivery, result);
  const after = withAttempt(delivery, attempt);
  return times === 1 ? { delivery: after, missed: attempt } : missed(times - 1, after);
}

describe('a subscriber', () => {
  it.each<['push' | 'pull' | undefined, DesiredState, string | undefined]>([
    ['pull', 'active', undefined],
    ['pull', 'paused', 'is paused: resume it'],
    ['pull', 'disabled', 'is disabled: enable it'],
    ['pull', 'deleted', 'is being deleted'],
    ['push', 'active', 'pushed to'],
    [undefined, 'active', 'pushed to'],
    ['push', 'paused', 'pushed to'],
  ])('of mode %s, to be %s: %s', (mode, desired, why) => {
    const refusal = pullRefusal({ ...(mode ? { mode } : {}), desired });
    if (why === undefined) expect(refusal).toBeUndefined();
    else expect(refusal).toContain(why);
  });

  it('has thirty seconds to acknowledge, or its own time', () => {
    expect(acknowledgeSeconds({})).toBe(30);
    expect(acknowledgeSeconds({ timeoutSeconds: 7_200 })).toBe(7_200);
  });
});

describe('a claim that is taken over', () => {
  it('tells of a hand-out that was not acknowledged in time', () => {
    const { missed: attempt } = missed(1);
    expect(attempt).toEqual({
      number: 1,
      at: '2026-11-01T09:59:30.000Z',
      outcome: 'timed-out',
      detail: 'acknowledge',
      durationMs: 30_000,
    });
  });

  it.each([
    ['a push held', { leaseUntilMs: nowMs }],
    ['a push took over from a puller', { leaseUntilMs: nowMs, handedOutAtMs: 0 }],
    ['was let go of', { leaseUntilMs: 0, handedOutAtMs: nowMs - 30_000 }],
  ])('and that %s tells of none', (_, claim) => {
    expect(missedHandOut(claim, undefined)).toBeUndefined();
  });

  it('and that was acknowledged tells of none; one of a replay after that does', () => {
    const delivered = acknowledgedDelivery(fresh, handOut, now, LEASE);
    const claim = (handedOutAtMs: number) => ({ leaseUntilMs: handedOutAtMs + 30_000, handedOutAtMs });
    expect(delivered.deliveredLeaseMs).toBe(LEASE);
    expect(missedHandOut(claim(handOut.handedOutAtMs), delivered)).toBeUndefined();
    expect(missedHandOut(claim(nowMs + 1), delivered)).toMatchObject({ durationMs: 30_000 });
  });

  it('and that the delivery died under tells of none; one of the round after its redrive does', () => {
    const decision = { kind: 'dead', reason: 'attempts-exhausted' } as const;
    const dead = recordDecision(fresh, { decision, now, messageId: 'm1' });
    const claim = (handedOutAtMs: number) => ({ leaseUntilMs: handedOutAtMs + 30_000, handedOutAtMs });
    expect(missedHandOut(claim(nowMs), dead)).toBeUndefined();
    expect(missedHandOut(claim(nowMs + 1), dead)).toMatchObject({ durationMs: 30_000 });
  });
});

describe('an event', () => {
  const offer: Offer = {
    subscriber: { retrySchedule: [3_600, 3_600] },
    ...{ now, leaseUntilMs: nowMs + 30_000, messageExpiresAt: new Date('2026-11-15T10:00:00.000Z') },
  };

  it('is handed out as often as the schedule has attempts, whatever its waits', () => {
    expect(deadInsteadOfHandOut(fresh, offer)).toBeUndefined();
    for (const times of [1, 2]) {
      const { delivery, missed: attempt } = missed(times);
      expect(deadInsteadOfHandOut(delivery, { ...offer, missed: attempt })).toBeUndefined();
    }
    const { delivery, missed: attempt } = missed(3);
    const dead = { kind: 'dead', reason: 'attempts-exhausted' };
    expect(deadInsteadOfHandOut(delivery, { ...offer, missed: attempt })).toEqual(dead);
  });

  it('by default ten times', () => {
    const dies = (times: number) => {
      const { delivery, missed: attempt } = missed(times);
      return deadInsteadOfHandOut(delivery, { ...offer, subscriber: {}, missed: attempt }) !== undefined;
    };
    expect([dies(9), dies(10)]).toEqual([false, true]);
  });

  it('that was redriven is handed out as often again, its attempts counted on', () => {
    const { delivery } = missed(3);
    const decision = { kind: 'dead', reason: 'attempts-exhausted' } as const;
    const round = newRound(recordDecision(delivery, { decision, now, messageId: 'm1' }));
    const second = missed(2, round);
    expect(second.missed.number).toBe(5);
    expect(deadInsteadOfHandOut(second.delivery, { ...offer, missed: second.missed })).toBeUndefined();
    const third = missed(3, round);
    expect(deadInsteadOfHandOut(third.delivery, { ...offer, missed: third.missed })).toBeDefined();
  });

  it('that the queue would forget before it must be acknowledged is dead, not lost', () => {
    const dead = { kind: 'dead', reason: 'attempts-exhausted' };
    const expiring = { ...offer, messageExpiresAt: new Date(offer.leaseUntilMs) };
    expect(deadInsteadOfHandOut(fresh, expiring)).toEqual(dead);
    const later = { ...offer, messageExpiresAt: new Date(offer.leaseUntilMs + 1) };
    expect(deadInsteadOfHandOut(fresh, later)).toBeUndefined();
  });
});

describe('an acknowledgement', () => {
  it('is an attempt, from hand-out to acknowledgement, and delivers', () => {
    expect(acknowledgedDelivery(missed(1).delivery, handOut, now, LEASE)).toMatchObject({
      status: 'delivered',
      deliveredAt: now.toISOString(),
      attempts: [
        { number: 1, outcome: 'timed-out' },
        { number: 2, at: '2026-11-01T09:59:58.500Z', outcome: 'acknowledged', durationMs: 1_500 },
      ],
    });
  });

  it('of what was redriven leaves nothing of its death', () => {
    const decision = { kind: 'dead', reason: 'attempts-exhausted' } as const;
    const { delivery } = missed(1);
    const dead = recordDecision(delivery, { decision, now, messageId: 'm1' });
    const delivered = acknowledgedDelivery(dead, handOut, now, LEASE);
    expect(delivered).toMatchObject({ status: 'delivered', attemptsBeforeRound: 1, attempts: [{}, { number: 2 }] });
    expect(Object.keys(delivered).filter((field) => field.startsWith('dead'))).toEqual([]);
  });

  it('that comes again is known by its hand-out', () => {
    const delivered = acknowledgedDelivery(fresh, handOut, now, LEASE);
    expect(isDeliveredBy(delivered, handOut)).toBe(true);
    expect(isDeliveredBy(delivered, { handedOutAtMs: handOut.handedOutAtMs - 1 })).toBe(false);
    expect(isDeliveredBy(fresh, handOut)).toBe(false);
  });

  it('of what a push delivered is none', () => {
    const startedAt = new Date(handOut.handedOutAtMs);
    const attempt = attemptOf(fresh, { outcome: { kind: 'responded', status: 200 }, startedAt, durationMs: 1 });
    const pushed = recordDecision(fresh, { attempt, decision: { kind: 'delivered' }, now, messageId: 'm1' });
    expect(isDeliveredBy(pushed, handOut)).toBe(false);
  });

  it.each([
    ['held', 'its hand-out has the claim', { leaseUntilMs: nowMs, handedOutAtMs: handOut.handedOutAtMs }],
    ['expired', 'another hand-out has it', { leaseUntilMs: nowMs, handedOutAtMs: nowMs }],
    ['expired', 'a push has it', { leaseUntilMs: nowMs, handedOutAtMs: 0 }],
    ['expired', 'its hand-out was taken back', { leaseUntilMs: 0, handedOutAtMs: handOut.handedOutAtMs }],
    ['unknown', 'there is no claim', undefined],
  ])('is %s when %s', (verdict, _, claim) => {
    expect(judgeReceipt(handOut, claim)).toBe(verdict);
  });
});
