/** When does every function act on what was just stored of a subscriber? Whoever must not answer before that waits here. */
import { setTimeout as sleep } from 'node:timers/promises';
import { SUBSCRIBER_MAX_AGE_MS } from '../subscriber-max-age.ts';

/** For two functions whose clocks or calls are a little apart. */
const MARGIN_MS = 500;

export async function untilSeen(): Promise<void> {
  await sleep(SUBSCRIBER_MAX_AGE_MS + MARGIN_MS);
}
