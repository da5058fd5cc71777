/** Whose endpoints fail now, since when, and what waits for them? */
import type { EndpointHealth } from '../../core/endpoint-health.ts';
import type { SubscriberSummary } from '../records/subscriber-summaries.ts';
import type { OverviewParts } from './parts.ts';

const MAX_SHOWN = 20;
/** Their records are small: so many are a few answers of DynamoDB. */
const MAX_READ = 10_000;

export interface FailingSubscribers {
  /** Longest failing first. */
  readonly shown: readonly (SubscriberSummary & EndpointHealth & { readonly oldestPendingAt?: string })[];
  readonly count: number;
}

export async function failingSubscribers({
  health,
  summaries,
  deliveries,
}: Pick<OverviewParts, 'health' | 'summaries' | 'deliveries'>): Promise<FailingSubscribers> {
  const failing = await health.failing(MAX_READ);
  failing.sort((a, b) => (a.failingSince < b.failingSince ? -1 : 1));
  const longest = failing.slice(0, MAX_SHOWN);
  const known = await summaries.of(longest.map(({ subscriberId }) => subscriberId));
  const shown = longest.flatMap((one) => {
    const summary = known.get(one.subscriberId);
    return summary ? [{ ...summary, ...one }] : []; // what is known of a deleted one's endpoint expires by itself
  });
  const withPending = shown.map(async (one) => {
    const oldest = await deliveries.oldestPending(one.subscriberId);
    return oldest ? { ...one, oldestPendingAt: oldest.eventTime } : one;
  });
  return { shown: await Promise.all(withPending), count: failing.length - (longest.length - shown.length) };
}
