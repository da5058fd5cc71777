/** What time is it? A clock that pages are drawn again by: `3 min ago` must not stand still. */
import { useSyncExternalStore } from 'react';

const TICK_MS = 1000;

let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  if (listeners.size === 0) now = Date.now();
  listeners.add(listener);
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** What `of` makes of the time in milliseconds; whoever asks is drawn again only when that changes. */
export function useNow<T extends string | number | boolean>(of: (nowMs: number) => T): T {
  return useSyncExternalStore(listen, () => of(now));
}
