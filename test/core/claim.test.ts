import { describe, expect, it } from 'vitest';
import { judgeClaim } from '../../core/claim.ts';
import { attemptOf, type Delivery, newDelivery, recordDecision } from '../../core/delivery.ts';
import { hideSeconds, MAX_HIDE_SECONDS } from '../../core/hide.ts';

const nowMs = Date.parse('2026-11-01T10:00:00.000Z');
const event = { id: 'e1', type: 'invoice.paid', time: '2026-11-01T09:59:59Z' };
const fresh = newDelivery('sub_1', event);
const asMessage = (messageId: string, sentAtMs = nowMs) => ({
  messageId,
  sentAtMs,
  wish: { kind: 'delivery' } as const,
});
const over = { leaseUntilMs: nowMs - 1 };
const running = { leaseUntilMs: nowMs + 1 };

const failed = (delivery: Delivery, decision: Parameters<typeof recordDecision>[1]['decision']) =>
  recordDecision(delivery, {
    attempt: attemptOf(delivery, {
      outcome: { kind: 'responded', status: 503 },
      startedAt: new Date(nowMs),
      durationMs: 12.6,
      response: 'no',
    }),
    decision,
    now: new Date(nowMs),
    messageId: 'm1',
  });
const delivered = recordDecision(fresh, { decision: { kind: 'delivered' }, now: new Date(nowMs), messageId: 'm1' });
const dead = failed(fresh, { kind: 'dead', reason: 'attempts-exhausted' });
const retrying = (at: number) => failed(fresh, { kind: 'retry', at: new Date(at) });

describe('a claim met by a message', () => {
  it('is a duplicate once delivered, even under a lease', () => {
    expect(judgeClaim(over, delivered, asMessage('m1'), nowMs)).toEqual({ kind: 'duplicate' });
    expect(judgeClaim(running, delivered, asMessage('m2'), nowMs)).toEqual({ kind: 'duplicate' });
  });

  it('is waited for while its lease runs', () => {
    expect(judgeClaim(running, undefined, asMessage('m2'), nowMs)).toEqual({ kind: 'busy', untilMs: nowMs + 1 });
    expect(judgeClaim(running, retrying(nowMs), asMessage('m1'), nowMs)).toEqual({ kind: 'busy', untilMs: nowMs + 1 });
  });

  it('is taken over when its holder crashed before recording anything', () => {
    expect(judgeClaim(over, undefined, asMessage('m1'), nowMs)).toEqual({ kind: 'take-over' });
  });

  it('sleeps on while the next attempt is not due, and is taken over when it is', () => {
    expect(judgeClaim(over, retrying(nowMs + 5_000), asMessage('m1'), nowMs)).toEqual({
      kind: 'not-due',
      untilMs: nowMs + 5_000,
    });
    expect(judgeClaim(over, retrying(nowMs), asMessage('m1'), nowMs)).toEqual({ kind: 'take-over' });
  });

  it('goes to the dead-letter queue when the same message died and never got there', () => {
    expect(judgeClaim(over, dead, asMessage('m1'), nowMs)).toMatchObject({ kind: 'bury' });
  });

  it('is taken over by a redrive: dead never suppresses', () => {
    expect(judgeClaim(over, dead, asMessage('m2'), nowMs)).toEqual({ kind: 'take-over' });
    expect(judgeClaim(over, dead, asMessage('m2', nowMs - 4_000), nowMs)).toEqual({ kind: 'take-over' });
  });

  it('is done with for a copy that was there when it died: the dead letter is kept', () => {
    expect(judgeClaim(over, dead, asMessage('m2', nowMs - 6_000), nowMs)).toEqual({ kind: 'duplicate' });
    expect(judgeClaim(over, dead, asMessage('m1', nowMs - 6_000), nowMs)).toMatchObject({ kind: 'bury' });
  });
});

describe('hiding', () => {
  it('rounds up, so that nothing wakes early', () => {
    expect(hideSeconds(nowMs + 1, nowMs)).toBe(1);
    expect(hideSeconds(nowMs + 1_000, nowMs)).toBe(1);
    expect(hideSeconds(nowMs - 5, nowMs)).toBe(0);
  });
  it("stays within SQS's twelve hours", () => {
    expect(hideSeconds(nowMs + 86_400_000, nowMs)).toBe(MAX_HIDE_SECONDS);
  });
});
