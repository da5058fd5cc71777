/** Which script does a shell need to complete our commands? */
import type { Command } from 'commander';
import { bashScript } from './bash-script.ts';
import { completionPlaces } from './completion-place.ts';
import { fishScript } from './fish-script.ts';
import { zshScript } from './zsh-script.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

export function completionScript(shell: keyof typeof SCRIPTS, program: Command): string {
  return SCRIPTS[shell](completionPlaces(program));
}
