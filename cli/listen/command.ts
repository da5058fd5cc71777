/** `fanfare listen`: see events arrive on this machine. */
import { Command } from 'commander';
import { commaList, examples, runs, wholeNumber } from '../command.ts';
import { jsonObject } from '../subscribers/settings-options.ts';

const ABOUT = `
It registers a subscriber for itself, prints each webhook and whether its signature is right, and
deletes the subscriber when it ends. Only on the local stage: elsewhere nobody can call this machine;
use \`fanfare pull --follow --forward\` there.`;

export function listenCommand(): Command {
  return new Command('listen')
    .description('Receive events on this machine until Ctrl-C, each checked and printed.')
    .summary('see events arrive on this machine')
    .option('--types <types>', 'which events: a,b · invoice.* · * (may be repeated; default *)', commaList)
    .option('--tenant <tenant>', "only that tenant's")
    .option('--filter <json>', 'only events whose data matches, as an EventBridge pattern', jsonObject)
    .option('--port <port>', 'the port to listen on (default: a free one)', wholeNumber(0, 65_535), 0)
    .option('--forward <url>', 'post each on, and answer as that answers')
    .addHelpText('after', ABOUT)
    .addHelpText(
      'after',
      examples('fanfare listen --types "invoice.*" --tenant acme', [
        'fanfare listen --forward http://127.0.0.1:3000/hooks',
        'to the service you are working on',
      ]),
    )
    .action(runs(async () => (await import('./listen.ts')).listen));
}
