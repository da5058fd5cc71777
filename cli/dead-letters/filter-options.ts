/** Which dead letters are meant? The options by which a list, a redrive and a discard narrow them down. */
import { type Command, Option } from 'commander';
import { DEAD_REASONS } from '../../core/decide.ts';
import type { DeadLetterFilterView } from '../../lambdas/api/views/dead-letter-filter.ts';
import { moment } from '../command.ts';

export type FilterOptions = DeadLetterFilterView;

export function addFilterOptions(command: Command): Command {
  return command
    .option('--event-type <type>', 'of this type')
    .addOption(new Option('--reason <reason>', 'that died for this reason').choices(DEAD_REASONS))
    .option('--from <time>', 'that died then or later: 2026-11-21T03:00:00Z, or so long ago: 2h, 3d', moment)
    .option('--to <time>', 'that died before then', moment);
}

/** Without what else a command was asked. */
export function filterOf({ eventType, reason, from, to }: FilterOptions): FilterOptions {
  const given = Object.entries({ eventType, reason, from, to }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}
