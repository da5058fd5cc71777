/** What goes into one batch call to SQS? Ten entries at most, and 1 MiB of all bodies, with room for the rest. */
export const MAX_ENTRIES = 10;
const MAX_BYTES = 1_000_000;

/** As few batches as SQS allows, in order. `bodyOf`: what each entry sends. */
export function batches<T>(items: readonly T[], bodyOf: (item: T) => string = () => ''): T[][] {
  const all: T[][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = Buffer.byteLength(bodyOf(item));
    const last = all.at(-1);
    if (last && last.length < MAX_ENTRIES && bytes + size <= MAX_BYTES) {
      last.push(item);
      bytes += size;
    } else {
      all.push([item]);
      bytes = size;
    }
  }
  return all;
}
