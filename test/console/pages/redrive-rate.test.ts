/** How fast is redriven: what is no rate is refused, and is not taken as no limit. */
import { describe, expect, it } from 'vitest';
import { MAX_RATE, rateFault, rateOf } from '../../../console/pages/dead-letters/redrive-rate.ts';
import { MAX_REDRIVE_RATE } from '../../../core/job.ts';

describe('a rate', () => {
  it.each(['10e', '0', '501', '1.5', '-1', '0x10', '1 0', 'many'])('%s is refused', (text) => {
    expect(rateFault(text)).toMatch(/whole number from 1 to 500/);
  });

  it.each([
    ['', undefined],
    ['  ', undefined],
    ['1', 1],
    [' 500 ', 500],
  ])('“%s” is %s', (text, rate) => {
    expect(rateFault(text)).toBeUndefined();
    expect(rateOf(text)).toBe(rate);
  });

  it('may be as high as the API allows', () => {
    expect(MAX_RATE).toBe(MAX_REDRIVE_RATE);
  });
});
