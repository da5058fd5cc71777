/** How far is it? A bar on a terminal; nothing where nobody looks on. */
import { styleText } from 'node:util';
import { printable } from '../../core/printable.ts';
import { barOf } from '../output/bar.ts';
import { Progress } from '../output/progress.ts';
import type { EventError, Tally } from './tally.ts';

export class PublishProgress {
  readonly #progress = process.stderr.isTTY ? new Progress() : undefined;

  /** `share` of the whole, from 0 to 1, where that is known. */
  show(tally: Tally, share: number | undefined): void {
    if (!this.#progress) return;
    const count = (n: number) => n.toLocaleString('en');
    const wrong = tally.hasErrors ? `, ${count(tally.invalid)} invalid, ${count(tally.failed)} failed` : '';
    this.#progress.say(`${barOf(share)}${count(tally.accepted + tally.valid)} events${wrong}`);
  }

  /** A line that stays. */
  tell(text: string): void {
    if (this.#progress) this.#progress.keep(text);
    else process.stderr.write(`${text}\n`);
  }

  end(): void {
    this.#progress?.end();
  }
}

/** `line 3: invoice.paid data.amount: Instance type "string" is invalid. Expected "number" (type)` */
export function errorText({ line, type, eventId, kind, path, rule, message }: EventError): string {
  const where = [line === undefined ? undefined : `line ${line}:`, type, eventId].filter((part) => part !== undefined);
  const what = `${path === undefined ? '' : `${path} `}${message}${rule === undefined ? '' : ` (${rule})`}`;
  const mark = styleText(kind === 'invalid' ? 'yellow' : 'red', kind, { stream: process.stderr });
  return `${mark} ${printable(`${where.join(' ')}${where.length > 0 ? ' ' : ''}${what}`)}`;
}
