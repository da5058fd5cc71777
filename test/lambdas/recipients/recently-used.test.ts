import { describe, expect, it } from 'vitest';
import { RecentlyUsed } from '../../../lambdas/recipients/recently-used.ts';

describe('what was used last', () => {
  it('is remembered, the one not used for longest forgotten for a new one', () => {
    const recent = new RecentlyUsed<number>(2);
    recent.set('a', 1);
    recent.set('b', 2);
    expect(recent.get('a')).toBe(1);
    recent.set('c', 3);
    expect([recent.get('a'), recent.get('b'), recent.get('c')]).toEqual([1, undefined, 3]);
  });
});
