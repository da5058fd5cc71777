/** How does the command line end, for the scripts that call it? */
import { CommanderError } from 'commander';
import { ApiProblem } from './api/api-problem.ts';
import { Interrupted, Refusal } from './refusal.ts';

export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  /** As shells say it of what Ctrl-C ended; a no when asked is the same. */
  interrupted: 130,
} as const;

export const EXIT_CODES_HELP = 'Exit codes: 0 done, 1 failed, 2 asked wrongly, 3 not found.';

/** Asking for help is no error; anything else commander objects to is a wrong use. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof Interrupted) return EXIT.interrupted;
  if (error instanceof ApiProblem) return { 400: EXIT.usage, 404: EXIT.notFound }[error.problem.status] ?? EXIT.failed;
  if (error instanceof Refusal) return REFUSAL_CODES[error.kind];
  return EXIT.failed;
}

const REFUSAL_CODES = { usage: EXIT.usage, 'not-found': EXIT.notFound, failed: EXIT.failed };
