/** `npx fanfare`: the operator's command line. */
import { runCommandLine } from '../cli/command-line.ts';

process.exitCode = await runCommandLine(process.argv.slice(2));
