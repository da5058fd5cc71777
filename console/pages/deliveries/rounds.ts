/** Which attempts belong together? Those of one run through the retry schedule: a round. */
import type { Attempt, Delivery } from '../../api/events.ts';

export interface Round {
  readonly number: number;
  /** In the order they were made. */
  readonly attempts: readonly Attempt[];
  /** Whether it is the one the delivery is in now. */
  readonly isLast: boolean;
}

/** The newest round first; one that has begun and made no attempt yet is there as well. */
export function roundsOf({ attempts, round = 1 }: Delivery): readonly Round[] {
  const byRound = Map.groupBy(attempts, (attempt) => attempt.round ?? 1);
  const numbers = [...new Set([...byRound.keys(), round])].sort((a, b) => b - a);
  return numbers.map((number) => ({ number, attempts: byRound.get(number) ?? [], isLast: number === round }));
}

/** The log keeps the newest ones: how many it has forgotten. */
export function forgottenAttempts({ attempts: [oldest] }: Delivery): number {
  return (oldest?.number ?? 1) - 1;
}
