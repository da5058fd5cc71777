/** Which dead letters are chosen? Also those of other pages of the list: 37 of 20,000 may stand on several. */
import { useState } from 'react';
import type { DeadLetter } from '../../api/dead-letters.ts';

export const letterKey = ({ subscriberId, eventId }: DeadLetter) => `${subscriberId}/${eventId}`;

export interface ChosenLetters {
  readonly letters: readonly DeadLetter[];
  /** Of the page that is shown, these are chosen now. */
  readonly choose: (shown: readonly DeadLetter[], chosen: readonly DeadLetter[]) => void;
  readonly clear: () => void;
}

export function useChosenLetters(): ChosenLetters {
  const [letters, setLetters] = useState<readonly DeadLetter[]>([]);
  return {
    letters,
    choose: (shown, chosen) =>
      setLetters((before) => {
        const onPage = new Set(shown.map(letterKey));
        const isShown = (letter: DeadLetter) => onPage.has(letterKey(letter));
        return [...before.filter((letter) => !isShown(letter)), ...chosen.filter(isShown)];
      }),
    clear: () => setLetters([]),
  };
}

/** One job works for one subscriber: the chosen ones of each. */
export function bySubscriber(letters: readonly DeadLetter[]): ReadonlyMap<string, readonly DeadLetter[]> {
  return Map.groupBy(letters, ({ subscriberId }) => subscriberId);
}
