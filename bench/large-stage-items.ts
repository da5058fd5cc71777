/** What stands in the tables of a large stage? Subscribers as `provision` leaves them, their log, and who fails now. */
import { type Delivery, newDelivery } from '../core/delivery.ts';
import type { EndpointHealth } from '../core/endpoint-health.ts';
import type { Subscriber } from '../core/subscriber.ts';
import { deliveryKey } from '../lambdas/records/delivery-key.ts';
import { storedDelivery } from '../lambdas/records/stored-delivery.ts';

export interface Size {
  readonly subscribers: number;
  readonly records: number;
}

type Item = Readonly<Record<string, unknown>>;

const NOW_MS = Date.now();
const WEEK_MS = 7 * 86_400_000;
const EXPIRES_AT = Math.floor((NOW_MS + WEEK_MS) / 1000);
/** Of a thousand deliveries so many are dead letters, and so many wait. */
const DEAD = 10;
const PENDING = 5;
/** Of a hundred subscribers' endpoints so many fail now. */
const FAILING = 1;

const idOf = (at: number) => `sub_${at.toString(16).padStart(32, '0')}`;
const isoOf = (ms: number) => new Date(ms).toISOString();

/** In DynamoDB's own notation of values. */
function marshall(item: object): Item {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, marshalled(value)]));
}

function marshalled(value: unknown): Item {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (Array.isArray(value)) return { L: value.map(marshalled) };
  if (typeof value === 'object' && value !== null) return { M: marshall(value) };
  throw new Error(`No item here holds a ${typeof value}.`);
}

export function* subscriberItems({ subscribers }: Size): Generator<Item> {
  const at = isoOf(NOW_MS - WEEK_MS);
  for (let n = 0; n < subscribers; n++) {
    const status = n % 50 === 0 ? 'paused' : 'active';
    const subscriber: Subscriber = {
      ...{ id: idOf(n), name: `Customer ${n}`, url: `https://hooks.example.com/${n}`, eventTypes: ['invoice.*'] },
      ...{ desired: status, status, secrets: [{ sealed: 'v1:none', createdAt: at }], version: 1 },
      ...{ createdAt: at, updatedAt: at },
    };
    yield marshall({ ...subscriber, listing: 'subscriber' });
  }
}

/** Spread over a week and over all subscribers. */
export function* logItems({ subscribers, records }: Size): Generator<Item> {
  for (let n = 0; n < records; n++) {
    const time = isoOf(NOW_MS - WEEK_MS + Math.floor((WEEK_MS * n) / records)).replace(/\.\d+Z$/, 'Z');
    const event = { id: `evt_${n}`, type: 'invoice.paid', time };
    const subscriberId = idOf(n % subscribers);
    yield marshall(storedDelivery(deliveryKey(subscriberId, event), deliveryOf(subscriberId, event, n), EXPIRES_AT));
  }
}

function deliveryOf(subscriberId: string, event: Parameters<typeof newDelivery>[1], n: number): Delivery {
  const fresh = newDelivery(subscriberId, event);
  const place = n % 1000;
  const at = isoOf(Date.parse(event.time) + 250);
  const failed = { number: 1, at, outcome: 'responded', httpStatus: 503, durationMs: 80, response: 'Busy.' } as const;
  if (place < DEAD) {
    const deadLetterExpiresAt = isoOf(NOW_MS + WEEK_MS);
    const death = { deadReason: 'attempts-exhausted', deadAt: at, deadLetterExpiresAt } as const;
    return { ...fresh, status: 'dead', attempts: [failed], ...death };
  }
  if (place < DEAD + PENDING) return { ...fresh, attempts: [failed], nextAttemptAt: isoOf(NOW_MS + 3_600_000) };
  const delivered = { number: 1, at, outcome: 'responded', httpStatus: 200, durationMs: 80 } as const;
  return { ...fresh, status: 'delivered', attempts: [delivered], deliveredAt: at };
}

export function* healthItems({ subscribers }: Size): Generator<Item> {
  for (let n = 0; n < subscribers; n++) {
    if (n % 100 >= FAILING) continue;
    const health: EndpointHealth = {
      subscriberId: idOf(n),
      failingSince: isoOf(NOW_MS - 60_000 * (n + 1)),
      lastFailureAt: isoOf(NOW_MS - 5_000),
      failures: n + 1,
      last: { outcome: 'responded', httpStatus: 503 },
    };
    yield marshall({ ...health, expiresAt: EXPIRES_AT });
  }
}
