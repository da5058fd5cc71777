/** How many events fit into one answer of a function? */

/**
 * Lambda answers at most 6 MB, as JSON that holds the answer's body as a text, which holds each event's body as a text.
 * Of JSON quoted twice no character takes more than four bytes, so that even the largest event, 1 MiB, fits.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const MAX_ANSWER_BYTES = 4_500_000;

/** An item's receipt, its own headers and what is around them, generously. */
const AROUND_BYTES = 6_144;

/** What an item takes of an answer. */
export function itemBytes(body: string, customHeaders: Readonly<Record<string, string>>): number {
  return byteLength(quoted(quoted(body))) + byteLength(quoted(JSON.stringify(customHeaders))) + AROUND_BYTES;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** How many items of these sizes, from the first on, fit beside what is in the answer. An empty one takes any first item. */
export function fittingCount(sizes: readonly number[], usedBytes: number): number {
  let used = usedBytes;
  for (const [at, size] of sizes.entries()) {
    if (used > 0 && used + size > MAX_ANSWER_BYTES) return at;
    used += size;
  }
  return sizes.length;
}
