/** Waits for a condition, not for a clock. */
import { setTimeout as sleep } from 'node:timers/promises';

/** The first truthy answer of `look`; throws with `what` after `seconds`. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  seconds = 90,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await look();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`Waited ${seconds} s in vain for ${what}.`);
    await sleep(25);
  }
}
