import { describe, expect, it } from 'vitest';
import { inWholeSeconds, minuteAround, progressOf, windowFaults } from '../../core/replay-window.ts';
import { timeTextFault } from '../../core/time-text.ts';

const now = new Date('2026-11-21T12:00:00Z');
const faults = (from: string, to: string, days = 30) => windowFaults({ from, to }, days, now);

describe('a stretch of time to replay', () => {
  it('may reach from as far back as the archive does until now', () => {
    expect(faults('2026-10-22T12:00:00Z', '2026-11-21T12:00:00Z')).toEqual([]);
    expect(faults('2026-11-21T11:59:59.999Z', '2026-11-21T12:00:00Z')).toEqual([]);
  });

  it('may not reach back further: how far it may is said', () => {
    expect(faults('2026-10-22T11:59:59.999Z', '2026-11-21T12:00:00Z')).toEqual([
      { path: 'from', message: 'must not be before 2026-10-22T12:00:00.000Z: what was published is kept for 30 days' },
    ]);
    expect(faults('2026-11-20T11:59:59Z', '2026-11-21T12:00:00Z', 1)).toEqual([
      { path: 'from', message: 'must not be before 2026-11-20T12:00:00.000Z: what was published is kept for a day' },
    ]);
  });

  it('begins before it ends, and ends at the latest now', () => {
    expect(faults('2026-11-20T00:00:00Z', '2026-11-20T00:00:00Z')).toMatchObject([{ path: 'from' }]);
    expect(faults('2026-11-21T12:00:00Z', '2026-11-21T12:00:00Z')).toEqual([
      { path: 'from', message: 'must be in the past' },
    ]);
    expect(faults('2026-11-20T00:00:00Z', '2026-11-21T12:00:00.001Z')).toEqual([
      { path: 'to', message: 'must not be in the future' },
    ]);
  });

  it('takes all of the seconds it begins and ends in, for events tell no more than their second', () => {
    const { from, to } = inWholeSeconds({ from: '2026-11-20T00:00:01.500Z', to: '2026-11-20T00:00:02.001Z' });
    expect([from, to].map((date) => date.toISOString())).toEqual([
      '2026-11-20T00:00:01.000Z',
      '2026-11-20T00:00:03.000Z',
    ]);
  });

  it('for one event is its minute', () => {
    const minute = { from: '2026-11-20T10:05:00.000Z', to: '2026-11-20T10:06:00.000Z' };
    for (const second of ['10:05:00', '10:05:59']) expect(minuteAround(`2026-11-20T${second}Z`)).toEqual(minute);
  });
});

describe('how much of it is done', () => {
  const window = { from: '2026-11-20T00:00:00Z', to: '2026-11-20T01:00:00Z' };
  it.each([
    [undefined, 0],
    ['2026-11-20T00:15:00Z', 0.25],
    ['2026-11-19T00:00:00Z', 0],
    ['2026-11-20T02:00:00Z', 1],
  ])('is told by the last event sent: %s, %d', (last, share) => {
    expect(progressOf(window, last === undefined ? undefined : new Date(last))).toBe(share);
  });
});

describe('a time', () => {
  it.each([
    '2026-11-20T10:00:00Z',
    '2026-11-20T10:00Z',
    '2026-11-20T10:00:00.123456+05:30',
    '2024-02-29T00:00:00-08:00',
  ])('is %s', (text) => expect(timeTextFault(text)).toBeUndefined());

  it.each([
    ...['', 'now', '2026-11-20', '2026-11-20T10:00:00', '2026-11-20 10:00:00Z', '1763632800', '20.11.2026'],
    ...['2026-02-30T10:00:00Z', '2026-13-01T10:00:00Z', '2026-11-20T25:00:00Z', '2026-11-20T10:00:00+0100'],
  ])('is not "%s"', (text) => expect(timeTextFault(text)).toMatch(/ISO 8601 with its offset/));
});
