/** What can be had of an archive that was made at some moment? */
import type { Delivery } from './delivery.ts';

/** The moment, where a replay is to reach back before it. */
export function beginsLater(since: Date | undefined, from: string): string | undefined {
  return since !== undefined && Date.parse(from) < since.getTime() ? since.toISOString() : undefined;
}

/**
 * Whether a delivery's event was certainly published before the archive was made. An event's own time may be older than
 * its publication, which was before the first attempt.
 */
export function isOlder({ eventTime, attempts }: Pick<Delivery, 'eventTime' | 'attempts'>, since: Date): boolean {
  return [eventTime, attempts[0]?.at ?? eventTime].every((time) => Date.parse(time) < since.getTime());
}
