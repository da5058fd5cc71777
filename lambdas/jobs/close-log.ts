/**
 * A subscriber was deleted, and its queues with it: nothing of what its log has as waiting is there any more. So it is in
 * no list of what waits, and in no count.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { withoutSubscriber } from '../../core/delivery.ts';
import { eachOf } from '../each-of.ts';
import { readStored } from '../records/stored-delivery.ts';
import type { JobParts } from './parts.ts';

const WRITES_AT_ONCE = 10;
/** The indexes lag a little behind what is written. */
const LAG_MS = 1_000;

/** Answers after how many seconds it goes on; `undefined` when it is done. */
export async function closeLog(
  subscriberId: string,
  { deliveries, logger }: JobParts,
  deadlineMs: number,
): Promise<number | undefined> {
  let closed = 0;
  while (Date.now() < deadlineMs) {
    const waiting = await deliveries.undelivered(subscriberId);
    if (waiting.length === 0) {
      logger.info('log closed', { subscriberId, closed });
      return undefined;
    }
    await eachOf(waiting, WRITES_AT_ONCE, async (stored) => {
      if (await deliveries.rewrite(stored, withoutSubscriber(readStored(stored), new Date()))) closed += 1;
    });
    await sleep(LAG_MS);
  }
  return 0;
}
