/** How are many things done fast, but not all at once? A few at a time, in their order. */

/** Starts no more once the signal is aborted. `work` answers its own failures. */
export async function concurrently<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const left = items.values();
  const worker = async () => {
    for (const item of left) {
      if (signal?.aborted) return;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
