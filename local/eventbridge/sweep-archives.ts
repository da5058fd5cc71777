/** When do archives forget the events that they no longer have to keep? */
import type { Archives } from './archives.ts';

const EVERY_MS = 60_000;
/** So many events of an archive are forgotten at once; when there may be more, it goes on after a short rest. */
const EVENTS_AT_ONCE = 500;
const REST_MS = 20;

/** Sweeps at once and then every minute. Returns how to end it. */
export function startSweeping(archives: Archives): () => void {
  let timer: NodeJS.Timeout;
  const sweep = () => {
    const isMore = archives.sweep(EVENTS_AT_ONCE);
    timer = setTimeout(sweep, isMore ? REST_MS : EVERY_MS).unref();
  };
  sweep();
  return () => clearTimeout(timer);
}
