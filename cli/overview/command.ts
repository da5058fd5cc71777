/** `fanfare overview`: who is failing, since when, and what waits. */
import { Command, Option } from 'commander';
import { examples, runs } from '../command.ts';

export function overviewCommand(): Command {
  return new Command('overview')
    .description('How the stage fares: what was delivered, who is failing and since when, what waits.')
    .summary('who is failing, since when, and what waits')
    .addOption(new Option('--hours <n>', 'look back so many hours').choices(['1', '3', '24', '168']).default('3'))
    .addHelpText('after', examples('fanfare --stage prod overview', 'fanfare overview --hours 24'))
    .action(runs(async () => (await import('./overview.ts')).showOverview));
}
