/** A moment that is chosen by its date and its time of day, on this machine's clock. */
import { describe, expect, it } from 'vitest';
import { momentOf, partsOf } from '../../../console/parts/moment.ts';

describe('a moment', () => {
  it('is the same after it was shown and read again', () => {
    const iso = '2026-11-21T03:04:05.000Z';
    expect(momentOf(partsOf(iso))).toBe(iso);
  });

  it('of a date alone is its first second', () => {
    expect(momentOf({ date: '2026-11-21', time: '' })).toBe(new Date(2026, 10, 21).toISOString());
  });

  it('may be told by hours alone', () => {
    expect(momentOf({ date: '2026-11-21', time: '3' })).toBe(new Date(2026, 10, 21, 3).toISOString());
  });

  it.each([
    { date: '', time: '03:00:00' },
    { date: '2026-13-41', time: '' },
  ])('is none yet: %j', (parts) => {
    expect(momentOf(parts)).toBe('');
  });

  it('that is none shows as none', () => {
    expect(partsOf('')).toEqual({ date: '', time: '' });
  });
});
