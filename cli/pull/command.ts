/** `fanfare pull`: fetch what waits for a subscriber that cannot be called. */
import { Command } from 'commander';
import { examples, runs, seconds, wholeNumber } from '../command.ts';

const ABOUT = `
Each webhook is acknowledged once it has been handled: printed, or taken by --exec (exit code 0) or by
--forward (answer 2xx). What is not acknowledged in the subscriber's time limit is handed out again.
A command gets the body on stdin, and WEBHOOK_ID, WEBHOOK_TIMESTAMP and WEBHOOK_SIGNATURE in its
environment. With --json stdout tells what became of each, and what a command prints goes to stderr.
Ctrl-C finishes the one that is being handled.`;

export function pullCommand(): Command {
  return new Command('pull')
    .description('Fetch the webhooks of a subscriber of mode pull, handle and acknowledge them.')
    .summary('fetch, handle and acknowledge webhooks')
    .argument('<subscriber>', 'its id, or its name where only one is called so')
    .option('-f, --follow', 'go on until Ctrl-C; with --json one JSON object a line')
    .option('--max <n>', 'how many at once, 1 to 100', wholeNumber(1, 100), 10)
    .option('--wait <seconds>', 'how long to wait for the first, at most 20 (default 1; 20 with --follow)', seconds)
    .option('--exec <command>', 'run this for each')
    .option('--forward <url>', 'post each there, as it would have been delivered')
    .addHelpText('after', ABOUT)
    .addHelpText(
      'after',
      examples(
        'fanfare pull Inside',
        ['fanfare pull Inside --follow --forward http://127.0.0.1:3000/hooks', 'behind a firewall, to your service'],
        [`fanfare pull Inside --follow --exec 'jq -r .type'`, 'to a command'],
      ),
    )
    .action(runs(async () => (await import('./pull.ts')).pull));
}
