/** How are counts said? `20,000`; `1 dead letter`, `37 dead letters`. */
const COUNT = new Intl.NumberFormat('en-US');

export function countText(count: number): string {
  return COUNT.format(count);
}

/** `one` is the noun in the singular; its plural adds an s, or is told. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}
