/** What can be said on the command line? The tree of commands, and how it ends. */
import { Command, Option } from 'commander';
import { examples } from './command.ts';
import { completionCommand } from './completion/command.ts';
import { consoleCommand } from './console/command.ts';
import { deadLettersCommand } from './dead-letters/command.ts';
import { deliveriesCommand } from './deliveries/command.ts';
import { doctorCommand } from './doctor/command.ts';
import { eventTypesCommand } from './event-types/command.ts';
import { publishCommand } from './events/publish-command.ts';
import { EXIT, EXIT_CODES_HELP, exitCodeOf } from './exit-code.ts';
import { discardsCommand, reconciliationsCommand, redrivesCommand } from './jobs/command.ts';
import { listenCommand } from './listen/command.ts';
import { openapiCommand } from './openapi/command.ts';
import { overviewCommand } from './overview/command.ts';
import { pullCommand } from './pull/command.ts';
import { replaysCommand } from './replays/command.ts';
import { reportFailure } from './report-failure.ts';
import { subscribersCommand } from './subscribers/command.ts';
import { FANFARE_VERSION } from './version.ts';

/** Answers the exit code; everything has been said by then. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  endQuietlyWithoutReader();
  const program = commandTree();
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return Number(process.exitCode ?? EXIT.done);
  } catch (error) {
    reportFailure(error, program.opts().json === true);
    return exitCodeOf(error);
  }
}

/** `fanfare … | head -1`: whoever read has enough. */
function endQuietlyWithoutReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.done);
    throw error;
  });
}

function commandTree(): Command {
  const program = new Command('fanfare')
    .description('Fanfare, the webhook platform in your own AWS account: its subscribers, deliveries and event types.')
    .version(FANFARE_VERSION, '-V, --version', 'say the version')
    .addOption(
      new Option('--stage <name>', 'which stage: `local` is the one of `npm start`, others are found by their stack')
        .env('FANFARE_STAGE')
        .default('local'),
    )
    .option('--json', 'answer with the JSON of the API, and nothing else on stdout')
    .addOption(new Option('--api-url <url>', "where the API is, instead of the stage's own").env('FANFARE_API_URL'))
    .addHelpText('after', HELP_END);
  program.commandsGroup('Subscribers and what they get:');
  program.addCommand(subscribersCommand()).addCommand(deliveriesCommand());
  program.commandsGroup('When deliveries fail:');
  program.addCommand(overviewCommand()).addCommand(deadLettersCommand()).addCommand(replaysCommand());
  program.addCommand(redrivesCommand()).addCommand(discardsCommand()).addCommand(reconciliationsCommand());
  program.commandsGroup('Events:');
  program.addCommand(eventsCommand()).addCommand(eventTypesCommand());
  program.commandsGroup('Receiving:');
  program.addCommand(pullCommand()).addCommand(listenCommand());
  program.commandsGroup('The stage and this tool:');
  program
    .addCommand(consoleCommand())
    .addCommand(doctorCommand())
    .addCommand(openapiCommand())
    .addCommand(completionCommand());
  settle(program);
  return program;
}

const HELP_END = `${examples(
  ['fanfare listen --types "invoice.*"', 'see events arrive on this machine, signed and checked'],
  ['fanfare subscribers create --name Billing --url https://example.com/hooks --event-types "invoice.*"', 'subscribe'],
  ['fanfare --stage prod overview', 'who is failing, since when, and what waits?'],
  ['fanfare --stage prod doctor', 'is everything as it should be?'],
)}

${EXIT_CODES_HELP} \`fanfare <command> --help\` tells more.`;

function eventsCommand(): Command {
  return new Command('events')
    .description('Events, as a service publishes them: onto the bus of the stage.')
    .summary('publish events')
    .addCommand(publishCommand());
}

/** Commander's settings, for all commands alike: wrong use is a value for us to end with, and shows the way. */
function settle(command: Command): void {
  command.exitOverride().showHelpAfterError('(--help tells how)');
  command.configureHelp({ showGlobalOptions: true, sortSubcommands: false });
  command.helpOption('-h, --help', 'tell more').helpCommand(false);
  for (const each of command.commands) {
    each.copyInheritedSettings(command);
    settle(each);
  }
}
