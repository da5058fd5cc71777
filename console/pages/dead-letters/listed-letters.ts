/** What does a page of the list say of letters that were seen before: are they still there? */
import type { DeadLetter } from '../../api/dead-letters.ts';

/** Newest death first. */
export interface ListedPage {
  /** Where it begins; '' is the first page. */
  readonly cursor: string;
  readonly items: readonly DeadLetter[];
  /** Where the next one begins; absent on the last. */
  readonly next: string | undefined;
}

/** A letter, and where the page began on which it was seen. */
export interface SeenLetter {
  readonly letter: DeadLetter;
  readonly cursor: string;
}

export const letterKey = ({ subscriberId, eventId }: DeadLetter) => `${subscriberId}/${eventId}`;

/** It would stand on this page, and does not. Newer ones may have pushed it beyond the end: of that the page says nothing. */
export function isGone({ letter, cursor }: SeenLetter, page: ListedPage): boolean {
  const last = page.items.at(-1);
  const isAfterBeginning = page.cursor === '' || page.cursor === cursor;
  const isBeforeEnd = page.next === undefined || (last !== undefined && letter.deadAt > last.deadAt);
  return isAfterBeginning && isBeforeEnd && !page.items.some((item) => letterKey(item) === letterKey(letter));
}

/** The page as it was, without what is gone since, and without what has come. */
export function stillListed(before: ListedPage, now: ListedPage): ListedPage {
  const { cursor } = before;
  return { ...before, items: before.items.filter((letter) => !isGone({ letter, cursor }, now)) };
}
