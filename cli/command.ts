/** How is a command written down? Its place in the tree is cheap to load; what it does is loaded when it is run. */
import { type Command, InvalidArgumentError } from 'commander';
import { Session } from './session.ts';

/** What a command does: the session, commander's arguments, then its options. */
export type Verb<Args extends readonly unknown[]> = (session: Session, ...args: Args) => Promise<void>;

/** An action that loads its verb first. */
export function runs<Args extends readonly unknown[]>(load: () => Promise<Verb<Args>>) {
  return async (...given: unknown[]): Promise<void> => {
    const command = given.pop() as Command;
    const verb = await load();
    await verb(new Session(rootOf(command).opts(), process.env), ...(given as unknown as Args));
  };
}

export function rootOf(command: Command): Command {
  return command.parent ? rootOf(command.parent) : command;
}

/** The lines under a command's help, each an example with or without a remark: `['fanfare …', 'what it does']`. */
export function examples(...lines: readonly (string | readonly [string, string])[]): string {
  const texts = lines.map((line) => (typeof line === 'string' ? `  ${line}` : `  # ${line[1]}\n  ${line[0]}`));
  return `\nExamples:\n${texts.join('\n')}`;
}

/** A parser for options that may be repeated, and may name several with commas: `a,b`. */
export function commaList(text: string, before: readonly string[] = []): string[] {
  return [...before, ...text.split(',').map((part) => part.trim())].filter((part) => part !== '');
}

/** A parser for options that may be repeated, each taken as it is. */
export function repeated(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

/** A parser for whole numbers. */
export function wholeNumber(from: number, to = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= from && value <= to) return value;
    throw new InvalidArgumentError(
      to === Number.MAX_SAFE_INTEGER ? `Use a whole number from ${from}.` : `Use a whole number from ${from} to ${to}.`,
    );
  };
}

const UNITS: Record<string, number> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/;

/** A parser for times: `2026-11-21T03:00:00Z`, or so long ago: `90s`, `15m`, `2h`, `3d`. Answers ISO 8601. */
export function moment(text: string): string {
  const [, digits, unit = ''] = /^(\d{1,7})([smhd])$/.exec(text.trim()) ?? [];
  if (digits !== undefined) return new Date(Date.now() - Number(digits) * (UNITS[unit] ?? 1) * 1000).toISOString();
  if (MOMENT.test(text.trim())) return text.trim();
  throw new InvalidArgumentError('Use a time with its zone, as 2026-11-21T03:00:00Z, or how long ago: 15m, 2h, 3d.');
}

/** A parser for lengths of time: `90`, `90s`, `15m`, `2h`, `1d`, in seconds. */
export function seconds(text: string): number {
  const [, digits, unit = ''] = /^(\d+)([smhd]?)$/.exec(text.trim()) ?? [];
  if (digits === undefined) throw new InvalidArgumentError('Use seconds, or a number with s, m, h or d: 90, 15m, 2h.');
  return Number(digits) * (UNITS[unit] ?? 1);
}
