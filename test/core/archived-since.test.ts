import { describe, expect, it } from 'vitest';
import { beginsLater, isOlder } from '../../core/archived-since.ts';
import type { Attempt } from '../../core/delivery.ts';

const SINCE = new Date('2026-11-10T12:00:00Z');
const BEFORE = '2026-11-10T11:59:59Z';
const AFTER = '2026-11-10T12:00:00Z';

describe('an archive that was made at some moment', () => {
  it('begins later than a replay that reaches back before it', () => {
    expect(beginsLater(SINCE, BEFORE)).toBe('2026-11-10T12:00:00.000Z');
    expect(beginsLater(SINCE, AFTER)).toBeUndefined();
    expect(beginsLater(undefined, BEFORE)).toBeUndefined();
  });

  it.each([
    [BEFORE, [BEFORE, AFTER], true],
    [BEFORE, [], true],
    [BEFORE, [AFTER], false], // its publisher may have given it an older time
    [AFTER, [], false],
    [AFTER, [AFTER], false],
  ])('cannot have an event of %s that was attempted at %j: %s', (eventTime, times, older) => {
    const attempts = times.map<Attempt>((at, n) => ({ number: n + 1, at, outcome: 'responded', durationMs: 1 }));
    expect(isOlder({ eventTime, attempts }, SINCE)).toBe(older);
  });
});
