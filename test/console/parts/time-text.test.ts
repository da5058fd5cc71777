/** Times as people say them. */
import { describe, expect, it } from 'vitest';
import { agoText, lengthText } from '../../../console/parts/time-text.ts';

const NOW = Date.parse('2026-11-21T03:00:00Z');

describe('when something was, or will be', () => {
  it.each([
    ['2026-11-21T02:59:59.600Z', 'just now'],
    ['2026-11-21T02:59:48Z', '12 s ago'],
    ['2026-11-21T02:14:00Z', '46 min ago'],
    ['2026-11-20T03:00:01Z', '23 h ago'],
    ['2026-11-18T02:00:00Z', '3 d ago'],
    ['2026-11-21T03:00:00.400Z', 'in a moment'],
    ['2026-11-21T05:30:00Z', 'in 2 h'],
    ['not a time', 'not a time'],
  ])('%s: %s', (iso, text) => {
    expect(agoText(iso, NOW)).toBe(text);
  });
});

describe('how long it took', () => {
  it.each([
    [0, '0 ms'],
    [87.4, '87 ms'],
    [1500, '1 s'],
    [61_000, '1 min'],
    [19_200_000, '5 h 20 min'],
    [7_200_000, '2 h'],
    [187_200_000, '2 d 4 h'],
  ])('%d ms: %s', (ms, text) => {
    expect(lengthText(ms)).toBe(text);
  });
});
