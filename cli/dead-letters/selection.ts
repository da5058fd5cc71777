/** Which dead letters are to be worked on? All of a subscriber, some by their events, or what a filter says: never by default. */
import type { Command } from 'commander';
import type { DeadLetterCountView } from '../../lambdas/api/views/dead-letter-view.ts';
import { type ApiClient, path } from '../api/api-client.ts';
import { commaList } from '../command.ts';
import { counted } from '../jobs/job-kind.ts';
import { Refusal } from '../refusal.ts';
import { addFilterOptions, type FilterOptions, filterOf } from './filter-options.ts';

export interface SelectionOptions extends FilterOptions {
  readonly all?: boolean;
  readonly eventId?: readonly string[];
}

export type Selection =
  | { readonly kind: 'all' }
  | { readonly kind: 'events'; readonly eventIds: readonly string[] }
  | { readonly kind: 'filter'; readonly filter: FilterOptions };

export function addSelectionOptions(command: Command): Command {
  return addFilterOptions(
    command
      .option('--all', 'every dead letter it has')
      .option('--event-id <id>', 'of this event; may be repeated, or name several with commas', commaList),
  );
}

/** Throws `Refusal` unless it is said in one of the ways. */
export function selectionOf({ all, eventId: eventIds, ...options }: SelectionOptions): Selection {
  const filter = filterOf(options);
  const isFiltered = Object.keys(filter).length > 0;
  if ([all === true, eventIds !== undefined, isFiltered].filter(Boolean).length !== 1) {
    throw new Refusal('usage', 'Say which dead letters: --all, --event-id, or a filter as --reason and --from.');
  }
  if (isFiltered) return { kind: 'filter', filter };
  return eventIds === undefined ? { kind: 'all' } : { kind: 'events', eventIds };
}

/** How many they are, in words, for who is asked. */
export async function howMany(api: ApiClient, subscriberId: string, selection: Selection): Promise<string> {
  if (selection.kind === 'events') return lettersText(new Set(selection.eventIds).size);
  const filter = selection.kind === 'filter' ? selection.filter : {};
  const { logged, isComplete, queued } = await countDeadLetters(api, subscriberId, filter);
  if (!isComplete) return `more than ${lettersText(Math.max(logged, queued ?? 0))}`;
  return queued === undefined || queued === logged
    ? lettersText(logged)
    : `${lettersText(logged)} (the queue counts about ${counted(queued)})`;
}

export function countDeadLetters(api: ApiClient, subscriberId: string, filter: FilterOptions) {
  return api.get<DeadLetterCountView>(path`/v1/subscribers/${subscriberId}/dead-letters/count`, { ...filter });
}

function lettersText(n: number): string {
  return n === 1 ? 'one dead letter' : `${counted(n)} dead letters`;
}
