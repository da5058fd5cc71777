/** What is typed to confirm is compared as a page shows it. */
import { expect, it } from 'vitest';
import { areSameWords } from '../../../console/parts/same-words.ts';

it('a page shows two blanks as one: who types one means it', () => {
  expect(areSameWords(' Acme billing', 'Acme  billing ')).toBe(true);
  expect(areSameWords('Acmebilling', 'Acme billing')).toBe(false);
  expect(areSameWords('acme billing', 'Acme billing')).toBe(false);
});
