/** How do many things of one kind look? Aligned columns for people; one tab-separated line each for programs. */
import { styleText } from 'node:util';
import { printable } from '../../core/printable.ts';
import { fitted, widthOf } from './fitted.ts';

export type Style = Parameters<typeof styleText>[0];

export interface Column<T> {
  readonly heading: string;
  readonly cell: (item: T) => string | number | undefined;
  readonly style?: (item: T) => Style | undefined;
  /** It gives way where the terminal is narrow. */
  readonly shrinks?: boolean;
}

const GAP = '  ';
const NARROWEST = 12;

/** For a terminal so many columns wide. A column that would be empty is left out. */
export function alignedTable<T>(all: readonly Column<T>[], items: readonly T[], terminalWidth: number): string {
  const columns = all.filter((column) => items.some((item) => textOf(column, item) !== ''));
  const cells = items.map((item) => columns.map((column) => textOf(column, item)));
  const wanted = columns.map(({ heading }, at) =>
    Math.max(widthOf(heading), ...cells.map((row) => widthOf(row[at] ?? ''))),
  );
  const widths = shrunk(wanted, columns, terminalWidth);
  const line = (texts: readonly string[], style: (at: number) => Style | undefined) =>
    texts.map((text, at) => paddedCell(text, widths[at] ?? 0, style(at), at === columns.length - 1)).join(GAP);
  const heading = line(
    columns.map((column) => column.heading),
    () => 'bold',
  );
  const rows = cells.map((row, nth) => line(row, (at) => columns[at]?.style?.(items[nth] as T)));
  return [heading, ...rows].join('\n');
}

/** Without a heading, as `cut` and `xargs` like it. */
export function tabbedTable<T>(columns: readonly Column<T>[], items: readonly T[]): string {
  return items.map((item) => columns.map((column) => textOf(column, item)).join('\t')).join('\n');
}

function textOf<T>({ cell }: Column<T>, item: T): string {
  return printable(String(cell(item) ?? ''));
}

function paddedCell(text: string, width: number, style: Style | undefined, isLast: boolean): string {
  const short = fitted(text, width);
  const padding = isLast ? '' : ' '.repeat(Math.max(0, width - widthOf(short)));
  return (style === undefined ? short : styleText(style, short)) + padding;
}

/** The widest of those that may shrink gives way first. */
function shrunk<T>(wanted: readonly number[], columns: readonly Column<T>[], terminalWidth: number): number[] {
  const widths = [...wanted];
  const total = () => widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1));
  while (total() > terminalWidth) {
    const shrinkable = widths.map((width, at) => (columns[at]?.shrinks && width > NARROWEST ? width : 0));
    const widest = Math.max(...shrinkable);
    if (widest === 0) break;
    widths[shrinkable.indexOf(widest)] = widest - 1;
  }
  return widths;
}
