/** `fanfare replays …`: events of the past, sent again. */
import { Command } from 'commander';
import { examples, moment, runs } from '../command.ts';
import { addFollowOptions, cancelJobCommand, listJobsCommand, showJobCommand } from '../jobs/command.ts';
import { REPLAYS } from '../jobs/job-kind.ts';
import { NAMED } from '../subscribers/named.ts';

export function replaysCommand(): Command {
  return new Command('replays')
    .description('Replays: events of the past, from the archive of the bus, sent to one subscriber.')
    .summary('send events of the past again')
    .addCommand(start())
    .addCommand(listJobsCommand(REPLAYS))
    .addCommand(showJobCommand(REPLAYS))
    .addCommand(cancelJobCommand(REPLAYS, 'What has been replayed by then is delivered.'));
}

function start(): Command {
  const command = new Command('start')
    .description('Send a subscriber the events of a time again: those it has not had, or all with --include-delivered.')
    .argument('<subscriber>', NAMED)
    .requiredOption('--from <time>', 'events of then or later: 2026-11-21T03:00:00Z, or so long ago: 2h, 3d', moment)
    .option('--to <time>', 'and before then (default: now)', moment)
    .option('--include-delivered', 'also what was delivered, with the same `webhook-id`');
  return addFollowOptions(command)
    .addHelpText(
      'after',
      examples(
        ['fanfare replays start Billing --from 7d', 'a new subscriber gets the events of a week'],
        'fanfare replays start Billing --from 2026-11-21T01:00:00Z --to 2026-11-21T04:00:00Z --include-delivered',
      ),
    )
    .action(runs(async () => (await import('./start.ts')).startReplay));
}
