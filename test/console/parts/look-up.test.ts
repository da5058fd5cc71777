/** Names out of an address: only what stands in a table is found in it. */
import { expect, it } from 'vitest';
import { lookUp } from '../../../console/parts/look-up.ts';

it.each(['constructor', '__proto__', 'toString'])('%s stands in no table', (name) => {
  expect(lookUp({ known: 1 }, name)).toBeUndefined();
});

it('what stands in it is found', () => {
  expect(lookUp({ known: 1 }, 'known')).toBe(1);
});
