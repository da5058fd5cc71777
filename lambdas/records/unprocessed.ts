/** What if DynamoDB took only a part of a batch? Sends the rest again, a few times, a little later each time. */
import { setTimeout as sleep } from 'node:timers/promises';

const ROUNDS = 6;
const FIRST_PAUSE_MS = 20;

/** Calls `send` until it leaves nothing over; throws when something is left after the last round. */
export async function retryUnprocessed<R extends Record<string, unknown>>(
  requests: R,
  send: (requests: R) => Promise<Record<string, unknown> | undefined>,
): Promise<void> {
  let left: Record<string, unknown> = requests;
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0) await sleep(FIRST_PAUSE_MS * 2 ** round);
    left = (await send(left as R)) ?? {};
    if (Object.keys(left).length === 0) return;
  }
  throw new Error(`DynamoDB left a part of a batch undone ${ROUNDS} times.`);
}
