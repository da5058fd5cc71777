/** Is it to stop? The first SIGINT, SIGTERM or SIGHUP asks it to, a second one ends it at once. */

/** A terminal and npm may both pass on the same Ctrl-C. */
const SAME_SIGNAL_MS = 500;

let stop: AbortController | undefined;

/** The one of this run. What is under way is finished or given up in order; whoever listens decides. */
export function interruption(): AbortSignal {
  if (stop) return stop.signal;
  const controller = new AbortController();
  stop = controller;
  let since = 0;
  const onSignal = () => {
    if (controller.signal.aborted && Date.now() - since > SAME_SIGNAL_MS) process.exit(130);
    if (controller.signal.aborted) return;
    since = Date.now();
    controller.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('SIGHUP', onSignal);
  return controller.signal;
}
