import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Circumstances, decide, type Outcome } from '../../core/decide.ts';
import { DEFAULT_RETRY_SCHEDULE, scheduleFault } from '../../core/retry-schedule.ts';

const now = new Date('2026-11-01T10:00:00.000Z');
const circumstances: Circumstances = {
  attempt: 1,
  schedule: [10, 20],
  now,
  random: 0.5, // no jitter
  messageExpiresAt: new Date('2026-11-15T10:00:00.000Z'),
};
const responded = (status: number, retryAfterSeconds?: number): Outcome => ({
  kind: 'responded',
  status,
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
});
const retryIn = (seconds: number) => ({ kind: 'retry', at: new Date(now.getTime() + seconds * 1000) });

describe('decide', () => {
  it.each([200, 201, 204, 299])('%i is delivered', (status) => {
    expect(decide(responded(status), circumstances)).toEqual({ kind: 'delivered' });
  });

  it.each([100, 301, 302, 304, 400, 401, 404, 409, 429, 500, 503, 599])('%i is retried', (status) => {
    expect(decide(responded(status), circumstances)).toEqual(retryIn(10));
  });

  it('410 is dead: the endpoint is gone', () => {
    expect(decide(responded(410), circumstances)).toEqual({ kind: 'dead', reason: 'endpoint-gone' });
  });

  it.each<Outcome>([
    { kind: 'timed-out', phase: 'connect' },
    { kind: 'timed-out', phase: 'headers' },
    { kind: 'timed-out', phase: 'body' },
    { kind: 'unreachable', cause: 'dns' },
    { kind: 'unreachable', cause: 'connect' },
    { kind: 'unreachable', cause: 'tls' },
    { kind: 'unreachable', cause: 'reset' },
  ])('%j is retried', (outcome) => {
    expect(decide(outcome, circumstances)).toEqual(retryIn(10));
  });

  it('a refused address is dead at once', () => {
    expect(decide({ kind: 'refused', rule: 'loopback' }, circumstances)).toEqual({
      kind: 'dead',
      reason: 'address-refused',
    });
  });

  it('the schedule used up is dead', () => {
    expect(decide(responded(500), { ...circumstances, attempt: 2 })).toEqual(retryIn(20));
    expect(decide(responded(500), { ...circumstances, attempt: 3 })).toEqual({
      kind: 'dead',
      reason: 'attempts-exhausted',
    });
  });

  it.each([
    [429, 60, 60],
    [503, 60, 60],
    [503, 3, 10], // never advances the next step
    [500, 60, 10], // only 429 and 503 may ask
  ])('%i with Retry-After %i waits %i s', (status, asked, waits) => {
    expect(decide(responded(status, asked), circumstances)).toEqual(retryIn(waits));
  });

  it('gives up rather than let the queue forget the message', () => {
    const messageExpiresAt = new Date(now.getTime() + 9_000);
    expect(decide(responded(500), { ...circumstances, messageExpiresAt })).toEqual({
      kind: 'dead',
      reason: 'attempts-exhausted',
    });
  });

  it('jitters each wait by a fifth at most, whatever the chance', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.nat(8), (random, step) => {
        const decision = decide(responded(500), {
          ...circumstances,
          schedule: DEFAULT_RETRY_SCHEDULE,
          attempt: step + 1,
          random,
        });
        const waited = decision.kind === 'retry' ? (decision.at.getTime() - now.getTime()) / 1000 : Number.NaN;
        const planned = DEFAULT_RETRY_SCHEDULE[step] ?? 0;
        expect(waited).toBeGreaterThanOrEqual(planned * 0.8 - 0.001);
        expect(waited).toBeLessThanOrEqual(planned * 1.2 + 0.001);
      }),
    );
  });
});

describe('a retry schedule', () => {
  it('by default makes ten attempts over about 75 hours', () => {
    expect(DEFAULT_RETRY_SCHEDULE).toHaveLength(9);
    expect(DEFAULT_RETRY_SCHEDULE.reduce((sum, wait) => sum + wait, 0) / 3600).toBeCloseTo(75.6, 1);
    expect(scheduleFault(DEFAULT_RETRY_SCHEDULE)).toBeUndefined();
  });

  it.each([
    [[], '1 to 20 waits'],
    [Array.from({ length: 21 }, () => 1), '1 to 20 waits'],
    [[0], 'whole number of seconds'],
    [[1.5], 'whole number of seconds'],
    [[86_401], 'whole number of seconds'],
    [Array.from({ length: 13 }, () => 86_400), '12 days'],
  ])('%j is refused', (waits, why) => {
    expect(scheduleFault(waits)).toContain(why);
  });

  it('of twelve days is accepted', () => {
    expect(scheduleFault(Array.from({ length: 12 }, () => 86_400))).toBeUndefined();
  });
});
