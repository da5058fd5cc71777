/** Does its user really want this? Asked on a terminal only; everywhere else whoever wrote the script has decided. */
import { Interrupted } from '../refusal.ts';

/** Throws `Interrupted` when the answer is no. */
export async function confirm(question: string): Promise<void> {
  const { confirm: ask } = await import('@clack/prompts');
  const answer = await ask({ message: question, initialValue: false, output: process.stderr });
  if (answer !== true) throw new Interrupted('Nothing was done.');
}
