/** Which letters that were seen are still there, by a page that was read since? */
import { describe, expect, it } from 'vitest';
import type { DeadLetter } from '../../../console/api/dead-letters.ts';
import { isGone, type ListedPage, stillListed } from '../../../console/pages/dead-letters/listed-letters.ts';

/** The fifth died fifth. */
const letter = (died: number) =>
  ({ subscriberId: 'sub_1', eventId: `evt_${died}`, deadAt: `2026-11-21T00:00:0${died}.000Z` }) as DeadLetter;
const page = (died: readonly number[], next?: string, cursor = ''): ListedPage => {
  return { cursor, items: died.map(letter), next };
};
const seen = (died: number, cursor = '') => ({ letter: letter(died), cursor });

describe('a letter that was seen', () => {
  it('is gone when the whole list lacks it, wherever it was seen', () => {
    expect(isGone(seen(3), page([5, 4]))).toBe(true);
    expect(isGone(seen(1, 'second'), page([]))).toBe(true);
  });

  it('is gone when older ones stand where it stood', () => {
    expect(isGone(seen(4), page([5, 3], 'second'))).toBe(true);
    expect(isGone(seen(2, 'second'), page([1], undefined, 'second'))).toBe(true);
  });

  it('may have been pushed to the next page by newer ones', () => {
    expect(isGone(seen(3), page([5, 4], 'second'))).toBe(false);
    expect(isGone(seen(3), page([], 'second'))).toBe(false);
  });

  it('of another page is not looked for on this one', () => {
    expect(isGone(seen(5), page([2, 1], undefined, 'second'))).toBe(false);
  });
});

describe('a list that stands still', () => {
  it('loses what is gone, and shows nothing that came', () => {
    const now = stillListed(page([4, 3, 2], 'second'), page([5, 4, 2], 'other'));
    expect(now).toEqual(page([4, 2], 'second'));
  });
});
