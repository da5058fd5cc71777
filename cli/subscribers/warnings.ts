/** What is allowed, but may be a mistake? */
import { styleText } from 'node:util';
import { printable } from '../../core/printable.ts';
import type { Fault } from '../refusal.ts';
import type { Session } from '../session.ts';

export function noteWarnings({ out, isJson }: Session, warnings: readonly Fault[] = []): void {
  if (isJson) return; // They are in the answer.
  for (const { path, message } of warnings) {
    const mark = styleText('yellow', 'Warning:', { stream: process.stderr });
    out.note(`${mark} ${printable(path)} ${printable(message)}`);
  }
}
