/** `fanfare completion`: what the Tab key offers. */
import { Argument, Command } from 'commander';
import { examples, rootOf } from '../command.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

export function completionCommand(): Command {
  return new Command('completion')
    .description('Print a script that makes a shell complete commands and options.')
    .summary('complete commands with Tab')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText(
      'after',
      examples(
        'source <(fanfare completion bash)',
        'source <(fanfare completion zsh)',
        'fanfare completion fish > ~/.config/fish/completions/fanfare.fish',
      ),
    )
    .action(async (shell: Shell, _options: object, command: Command) => {
      const { completionScript } = await import('./completion-script.ts');
      process.stdout.write(completionScript(shell, rootOf(command)));
    });
}
