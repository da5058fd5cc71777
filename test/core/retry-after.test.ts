import fc from 'fast-check';
import { expect, it } from 'vitest';
import { retryAfterSeconds } from '../../core/retry-after.ts';

const now = new Date('2026-11-01T10:00:00.000Z');

it.each([
  ['0', 0],
  ['3', 3],
  [' 120 ', 120],
  ['86401', 86_400],
  ['99999999999999999999', 86_400],
  ['Sun, 01 Nov 2026 10:01:00 GMT', 60],
  ['Sunday, 01-Nov-26 10:01:00 GMT', 60],
  ['Sun, 01 Nov 2026 09:00:00 GMT', 0],
  ['Tue, 01 Dec 2026 10:00:00 GMT', 86_400],
])('"%s" asks for %i s', (header, seconds) => {
  expect(retryAfterSeconds(header, now)).toBe(seconds);
});

it.each([undefined, '', 'soon', '-5', '1.5', '2026-11-01', '5 minutes'])('"%s" asks for nothing', (header) => {
  expect(retryAfterSeconds(header, now)).toBeUndefined();
});

it('never asks for less than nothing or more than a day, whatever the header', () => {
  fc.assert(
    fc.property(fc.string(), (header) => {
      const seconds = retryAfterSeconds(header, now) ?? 0;
      expect(seconds >= 0 && seconds <= 86_400).toBe(true);
    }),
  );
});
