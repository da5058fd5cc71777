/** What is said when it went wrong? A title, what happened, each field at fault; a problem's JSON where JSON is read. */
import { styleText } from 'node:util';
import { CommanderError } from 'commander';
import { printable, printableLines } from '../core/printable.ts';
import { ApiProblem, type Problem } from './api/api-problem.ts';
import { Interrupted, Refusal } from './refusal.ts';

/** To stderr, whatever happened: stdout carries answers only. */
export function reportFailure(error: unknown, isJson: boolean): void {
  // Commander has spoken already; who stopped it knows, but for what that means.
  if (error instanceof CommanderError) return;
  if (error instanceof Interrupted) return void process.stderr.write(error.message && `${error.message}\n`);
  const problem = problemOf(error);
  const text = isJson ? JSON.stringify(problem, null, 2) : problemText(problem);
  process.stderr.write(`${text}\n`);
  if (!isKnown(error) && process.env.FANFARE_DEBUG) process.stderr.write(`${(error as Error).stack}\n`);
}

function isKnown(error: unknown): boolean {
  return error instanceof ApiProblem || error instanceof Refusal;
}

type SaidProblem = Omit<Problem, 'status'> & { readonly status?: number };

const TITLES = { usage: 'Asked wrongly', 'not-found': 'Not found', failed: 'Failed' };

function problemOf(error: unknown): SaidProblem {
  if (error instanceof ApiProblem) return error.problem;
  if (error instanceof Refusal) {
    const { kind, message, errors } = error;
    return { title: TITLES[kind], detail: message, ...(errors.length === 0 ? {} : { errors }) };
  }
  const { name, message } = error as Error;
  return { title: 'Unexpected', detail: `${name}: ${message} (FANFARE_DEBUG=1 shows where)` };
}

function problemText({ title, detail, errors = [] }: SaidProblem): string {
  const colour = (format: Parameters<typeof styleText>[0], text: string) =>
    styleText(format, text, { stream: process.stderr });
  const head = `${colour(['red', 'bold'], `${printable(title)}:`)} ${printableLines(detail ?? '')}`;
  const lines = errors.map(({ path, message }) => `  ${colour('bold', printable(path))} ${printable(message)}`);
  return [head, ...lines].join('\n');
}
