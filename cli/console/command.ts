/** `fanfare console`: the web console of a stage, for whoever has the credentials to use its API. */
import { Command } from 'commander';
import { examples, runs, wholeNumber } from '../command.ts';

const ABOUT = `
It listens on this machine only, and only the browser that opens the address it prints gets in: what
the page asks of the API is signed with your AWS credentials on the way. Nothing is exposed on AWS.
The local stage has its console at the address that \`npm start\` prints; this shows the same.`;

export function consoleCommand(): Command {
  return new Command('console')
    .description("Open the stage's web console in a browser, until Ctrl-C.")
    .summary('open the web console')
    .option('--port <port>', 'the port to listen on (default: a free one)', wholeNumber(0, 65_535), 0)
    .option('--no-open', 'print the address and open no browser')
    .addHelpText('after', ABOUT)
    .addHelpText(
      'after',
      examples(
        ['fanfare --stage prod console', 'who fails, why, since when'],
        ['fanfare --stage prod console --no-open --port 4401', 'over `ssh -L 4401:127.0.0.1:4401`'],
      ),
    )
    .action(runs(async () => (await import('./console.ts')).openConsole));
}
