/** What is to be done with a new secret? It is seen this once. */
import { styleText } from 'node:util';
import type { Session } from '../session.ts';

/** Beside the answer, for whoever reads along. */
export function noteSecret({ out }: Session, id: string): void {
  const mark = styleText('yellow', 'Keep the secret now: it is not shown again.', { stream: process.stderr });
  out.note(
    `${mark} Put it where the receiver finds it, such as a secret store or its environment;\nevery webhook is checked with it. Lost? \`fanfare subscribers rotate ${id}\` makes a new one.`,
  );
}
