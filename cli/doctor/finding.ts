/** What did the doctor find? One thing that was looked at, and what to do about it. */

export type Health = 'ok' | 'warning' | 'problem';

export interface Finding {
  /** What was looked at: `queues`, `API`. */
  readonly about: string;
  readonly health: Health;
  readonly message: string;
  /** What to do. */
  readonly advice?: string;
}

export function ok(about: string, message: string): Finding {
  return { about, health: 'ok', message };
}

export function warning(about: string, message: string, advice: string): Finding {
  return { about, health: 'warning', message, advice };
}

export function problem(about: string, message: string, advice: string): Finding {
  return { about, health: 'problem', message, advice };
}

const SHOWN = 5;

/** The first few of many. */
export function some(names: readonly string[]): string {
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return `${names.slice(0, SHOWN).join(', ')}${more}`;
}
