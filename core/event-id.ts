/** Which id does an event carry to its receivers, and so by what is it told apart from another? */
import { createHash } from 'node:crypto';

/** What may stand in `webhook-id` as it is. A dot would break the signed content `id.timestamp.body`. */
const PLAIN_ID = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * An id that fits `webhook-id`: the given one where it does, else a digest of it, so that two publications with one
 * id still count as one event.
 */
export function webhookId(publisherId: string): string {
  if (PLAIN_ID.test(publisherId)) return publisherId;
  return `sha256-${createHash('sha256').update(publisherId, 'utf8').digest('base64url')}`;
}

/**
 * The publisher's idempotency id as text, or `undefined` where there is none. `null`, a boolean and an empty text are
 * no ids: taking them for one would make unlike events one. A number counts by its own spelling, for beyond 2^53 two
 * numbers can be equal once parsed; so do objects and arrays.
 */
export function publisherId(value: unknown, spelling: () => string | undefined): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  if (typeof value === 'number' || (typeof value === 'object' && value !== null)) return spelling();
  return undefined;
}
