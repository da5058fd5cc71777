/** What does the log say of letters that were taken out of a dead-letter queue? */
import type { Delivery } from '../../core/delivery.ts';
import { type PublishedEvent, readEvent } from '../../core/event.ts';
import type { LetterFacts } from '../../core/letter-verdict.ts';
import { type DeliveryKey, deliveryKey } from '../records/delivery-key.ts';
import type { HeldLetter } from './dead-letter-queue.ts';
import type { JobParts } from './parts.ts';

/** A letter with its place in the log; one without a place holds no event. */
export interface LoggedLetter extends LetterFacts {
  readonly letter: HeldLetter;
  readonly event?: PublishedEvent;
  readonly key?: DeliveryKey;
}

type LogParts = Pick<JobParts, 'claims' | 'deliveries' | 'eventIdField'>;

/**
 * Most are found by the time of their event. One published twice with one id may be in the log by the time of the other:
 * its claim knows.
 */
export async function readLog(
  letters: readonly HeldLetter[],
  subscriberId: string,
  parts: LogParts,
): Promise<LoggedLetter[]> {
  const read = letters.map((letter) => readLetter(letter, subscriberId, parts.eventIdField));
  const found = await deliveriesAt(
    read.flatMap(({ key }) => key ?? []),
    parts,
  );
  const unknown = read.flatMap(({ event, key }) =>
    event && key && !found.has(event.id) ? [{ eventId: event.id, subscriberId, key }] : [],
  );
  const claimed = await claimedKeys(unknown, parts);
  for (const [eventId, delivery] of await deliveriesAt([...claimed.values()], parts)) found.set(eventId, delivery);
  return read.map((each) => withLog(each, claimed, found));
}

/** The log's deliveries of these events, by event id. */
export async function findLogged(
  eventIds: readonly string[],
  subscriberId: string,
  { claims, deliveries }: LogParts,
): Promise<Map<string, Delivery>> {
  const key = { pk: '', sk: '' };
  const held = await inHundreds(eventIds, (some) =>
    claims.get(some.map((eventId) => ({ eventId, subscriberId, key }))),
  );
  return deliveriesAt(
    held.map(({ key: logged }) => logged),
    { deliveries },
  );
}

function readLetter(letter: HeldLetter, subscriberId: string, eventIdField: string): LoggedLetter {
  const reading = readEvent(letter.body, eventIdField);
  if (reading.kind === 'unreadable') return { letter };
  const { event } = reading;
  return { letter, event, eventId: event.id, key: deliveryKey(subscriberId, event) };
}

async function deliveriesAt(
  keys: readonly DeliveryKey[],
  { deliveries }: Pick<LogParts, 'deliveries'>,
): Promise<Map<string, Delivery>> {
  const distinct = new Map(keys.map((key) => [`${key.pk} ${key.sk}`, key]));
  const found = await deliveries.get([...distinct.values()]);
  return new Map(found.map((delivery) => [delivery.eventId, delivery]));
}

async function claimedKeys(
  requests: readonly { eventId: string; subscriberId: string; key: DeliveryKey }[],
  { claims }: LogParts,
): Promise<Map<string, DeliveryKey>> {
  const distinct = [...new Map(requests.map((request) => [request.eventId, request])).values()];
  const held = await inHundreds(distinct, (some) => claims.get(some));
  return new Map(held.map(({ eventId, key }) => [eventId, key]));
}

function withLog(
  read: LoggedLetter,
  claimed: ReadonlyMap<string, DeliveryKey>,
  found: ReadonlyMap<string, Delivery>,
): LoggedLetter {
  const { eventId } = read;
  if (eventId === undefined) return read;
  const delivery = found.get(eventId);
  const key = claimed.get(eventId) ?? read.key;
  return { ...read, ...(key ? { key } : {}), ...(delivery ? { delivery } : {}) };
}

/** BatchGetItem takes no more. */
async function inHundreds<T, R>(items: readonly T[], get: (some: readonly T[]) => Promise<R[]>): Promise<R[]> {
  const parts = Array.from({ length: Math.ceil(items.length / 100) }, (_, at) => items.slice(at * 100, (at + 1) * 100));
  return (await Promise.all(parts.map(get))).flat();
}
