/** Where does the command line speak? Answers go to stdout, all else to stderr, so that a pipe carries answers only. */
import { styleText } from 'node:util';
import { printable } from '../../core/printable.ts';
import { alignedTable, type Column, type Style, tabbedTable } from './table.ts';

const DEFAULT_WIDTH = 120;

export class Output {
  readonly isJson: boolean;

  constructor(isJson: boolean) {
    this.isJson = isJson;
  }

  /** Somebody reads along: answers are laid out for people. */
  get isForPeople(): boolean {
    return process.stdout.isTTY === true && !this.isJson;
  }

  /** Somebody can be asked. */
  get canAsk(): boolean {
    return process.stdin.isTTY === true && process.stderr.isTTY === true && !this.isJson;
  }

  /** The one document of `--json`. */
  json(value: unknown): void {
    this.line(JSON.stringify(value, null, 2));
  }

  line(text: string): void {
    process.stdout.write(`${text}\n`);
  }

  /** Progress, hints, warnings. */
  note(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  table<T>(columns: readonly Column<T>[], items: readonly T[]): void {
    if (this.isForPeople) this.line(alignedTable(columns, items, process.stdout.columns ?? DEFAULT_WIDTH));
    else if (items.length > 0) this.line(tabbedTable(columns, items));
  }

  /** One thing, field by field; what is `undefined` is left out. */
  fields(fields: Readonly<Record<string, string | number | undefined>>, styles: Readonly<Record<string, Style>> = {}) {
    const shown = Object.entries(fields).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, printable(String(value))] as const],
    );
    const width = Math.max(0, ...shown.map(([name]) => name.length));
    for (const [name, value] of shown) {
      if (!this.isForPeople) this.line(`${name}\t${value}`);
      else this.line(`${styleText('bold', name.padEnd(width))}  ${styled(styles[name], value)}`);
    }
  }
}

function styled(style: Style | undefined, text: string): string {
  return style === undefined ? text : styleText(style, text);
}
