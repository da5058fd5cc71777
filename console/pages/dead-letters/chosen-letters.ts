/** Which dead letters are chosen? Also those of other pages of the list: 37 of 20,000 may stand on several. */
import { useState } from 'react';
import type { DeadLetter } from '../../api/dead-letters.ts';
import { isGone, type ListedPage, letterKey, type SeenLetter } from './listed-letters.ts';

export interface ChosenLetters {
  readonly letters: readonly DeadLetter[];
  /** Of the page that is shown, these are chosen now. */
  readonly choose: (page: ListedPage, chosen: readonly DeadLetter[]) => void;
  /** What the list no longer has is no longer chosen: somebody else redrove it. */
  readonly keepListed: (page: ListedPage) => void;
  readonly clear: () => void;
}

/** `filter`: what the list shows. Chosen under one filter, they are not under another, however one came there. */
export function useChosenLetters(filter: string): ChosenLetters {
  const [chosen, setChosen] = useState({ filter, seen: [] as readonly SeenLetter[] });
  if (chosen.filter !== filter) setChosen({ filter, seen: [] });
  const seen = chosen.filter === filter ? chosen.seen : [];
  const change = (next: (before: readonly SeenLetter[]) => readonly SeenLetter[]) =>
    setChosen((before) => (before.filter === filter ? { filter, seen: next(before.seen) } : before));
  return {
    letters: seen.map(({ letter }) => letter),
    choose: (page, letters) => change((before) => chosenOn(page, letters, before)),
    keepListed: (page) => {
      if (seen.some((one) => isGone(one, page))) change((before) => before.filter((one) => !isGone(one, page)));
    },
    clear: () => change(() => []),
  };
}

function chosenOn(page: ListedPage, letters: readonly DeadLetter[], before: readonly SeenLetter[]): SeenLetter[] {
  const onPage = new Set(page.items.map(letterKey));
  const isShown = (letter: DeadLetter) => onPage.has(letterKey(letter));
  return [
    ...before.filter(({ letter }) => !isShown(letter)),
    ...letters.filter(isShown).map((letter) => ({ letter, cursor: page.cursor })),
  ];
}

/** One job works for one subscriber: the chosen ones of each. */
export function bySubscriber(letters: readonly DeadLetter[]): ReadonlyMap<string, readonly DeadLetter[]> {
  return Map.groupBy(letters, ({ subscriberId }) => subscriberId);
}
