/** What is to be done with which dead letters? The jobs that a wish becomes, and how it is said. */
import type { DeadLetter, DeadLetterFilter } from '../../api/dead-letters.ts';
import {
  type Discard,
  MAX_EVENTS_CHOSEN,
  type Redrive,
  type Selection,
  startDiscard,
  startRedrive,
} from '../../api/letter-jobs.ts';
import { countText } from '../../parts/count-text.ts';
import { bySubscriber } from './chosen-letters.ts';

export type Verb = 'redrive' | 'discard';

/** Which ones: chosen by hand, of several subscribers perhaps; or all of one, or those that a filter lets through. */
export type Letters =
  | { readonly kind: 'chosen'; readonly letters: readonly DeadLetter[] }
  | { readonly kind: 'filter'; readonly subscriberId: string; readonly filter: DeadLetterFilter }
  | { readonly kind: 'all'; readonly subscriberId: string };

export interface Wish {
  readonly verb: Verb;
  readonly which: Letters;
}

interface PlannedJob {
  readonly subscriberId: string;
  readonly selection: Selection;
}

/** One job works for one subscriber. */
export function plannedJobs(which: Letters): readonly PlannedJob[] {
  if (which.kind === 'all') return [{ subscriberId: which.subscriberId, selection: { kind: 'all' } }];
  if (which.kind === 'filter') {
    return [{ subscriberId: which.subscriberId, selection: { kind: 'filter', filter: which.filter } }];
  }
  return [...bySubscriber(which.letters)].map(([subscriberId, letters]) => ({
    subscriberId,
    selection: { kind: 'events', eventIds: letters.map(({ eventId }) => eventId) },
  }));
}

/** Why it cannot be asked for; `undefined` where it can. */
export function tooMany(letters: readonly DeadLetter[]): string | undefined {
  const isTooMuch = [...bySubscriber(letters).values()].some((ofOne) => ofOne.length > MAX_EVENTS_CHOSEN);
  return isTooMuch
    ? `At most ${countText(MAX_EVENTS_CHOSEN)} of one subscriber can be chosen: use a filter.`
    : undefined;
}

/** Begins them. One that is refused stops no other: `failed` says why. */
export async function carryOut(
  { verb, which }: Wish,
  ratePerSecond: number | undefined,
): Promise<{ readonly begun: readonly (Redrive | Discard)[]; readonly failed: readonly Error[] }> {
  const answers = await Promise.allSettled(
    plannedJobs(which).map(({ subscriberId, selection }) =>
      verb === 'redrive' ? startRedrive(subscriberId, selection, ratePerSecond) : startDiscard(subscriberId, selection),
    ),
  );
  return {
    begun: answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : [])),
    failed: answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as Error] : [])),
  };
}
