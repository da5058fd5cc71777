/**
 * Are all of a subscriber's dead letters in the list of all? Those of a stage that was set up before there was one lack the
 * key of its index, and get it.
 */
import { eachOf } from '../each-of.ts';
import type { JobParts } from './parts.ts';

/** The rest has its turn an hour later. */
const MOST_AT_ONCE = 2_000;
const WRITES_AT_ONCE = 10;

export async function listAgain(subscriberId: string, { deliveries, logger }: JobParts): Promise<void> {
  const lacking = await deliveries.withoutTime(subscriberId, MOST_AT_ONCE);
  if (lacking.length === 0) return;
  await eachOf(lacking, WRITES_AT_ONCE, async (stored) => {
    await deliveries.rewrite(stored);
  });
  logger.info('dead letters listed again', { subscriberId, count: lacking.length });
}
