import { afterAll, beforeAll, expect, it } from 'vitest';
import { newEventId, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';

let fanfare: TestPlatform;
beforeAll(async () => {
  fanfare = await TestPlatform.start();
});
afterAll(() => fanfare.stop());

type Data = Record<string, unknown>;

/** Eight subscribers, and for each which events it should get, in words of its own. */
const SUBSCRIBERS: readonly [string, Data, (type: string, data: Data) => boolean][] = [
  ['/all', { eventTypes: ['*'] }, (type) => !type.startsWith('fanfare.')],
  ['/exact', { eventTypes: ['invoice.paid'] }, (type) => type === 'invoice.paid'],
  ['/prefix', { eventTypes: ['invoice.*'] }, (type) => type.startsWith('invoice.')],
  [
    '/two',
    { eventTypes: ['order.created', 'invoice.*'] },
    (type) => type === 'order.created' || type.startsWith('invoice.'),
  ],
  [
    '/tenant',
    { eventTypes: ['*'], tenant: 'acme' },
    (type, { tenant }) => tenant === 'acme' && !type.startsWith('fanfare.'),
  ],
  [
    '/amount',
    { eventTypes: ['invoice.*'], filter: { amount: [{ numeric: ['>', 100] }] } },
    (type, { amount }) => type.startsWith('invoice.') && typeof amount === 'number' && amount > 100,
  ],
  [
    '/either',
    { eventTypes: ['*'], tenant: 'globex', filter: { $or: [{ country: ['de'] }, { vip: [true] }] } },
    (type, { tenant, country, vip }) =>
      tenant === 'globex' && (country === 'de' || vip === true) && !type.startsWith('fanfare.'),
  ],
  ['/own', { eventTypes: ['fanfare.*'] }, (type) => type.startsWith('fanfare.')],
];

const TYPES = [
  'invoice.paid',
  'invoice.voided',
  'invoice',
  'invoices.paid',
  'order.created',
  'fanfare.subscriber.disabled',
];
const DATA: readonly Data[] = [
  { tenant: 'acme', amount: 100, country: 'de' },
  { tenant: 'globex', amount: 101, country: 'fr', vip: true },
  { tenant: 'globex', amount: '101', country: 'de' },
  { tenant: ['x'], amount: 1e6 },
  { nested: { tenant: 'acme' }, vip: true },
];

it('brings thirty events to just those of eight subscribers who want them', async () => {
  for (const [path, settings] of SUBSCRIBERS) await fanfare.subscribe(path, settings);
  const events = TYPES.flatMap((type) => DATA.map((data) => ({ type, data, eventId: newEventId() })));
  expect(events).toHaveLength(30);
  await fanfare.publish(
    ...events.map(({ type, data, eventId }) => ({ DetailType: type, Detail: JSON.stringify({ ...data, eventId }) })),
  );
  const expected = SUBSCRIBERS.flatMap(([path, , wants]) =>
    events.filter(({ type, data }) => wants(type, data)).map(({ eventId }) => `${path} ${eventId}`),
  );
  const delivered = () => fanfare.endpoint.received.map(({ path, headers }) => `${path} ${headers['webhook-id']}`);
  await until('all that are wanted', () => new Set(delivered()).size >= expected.length);
  await until('nothing to be under way', async () => {
    const { body } = await fanfare.api<{ items: { id: string }[] }>('GET', '/v1/subscribers');
    const queues = await Promise.all(body.items.map(async ({ id }) => (await fanfare.subscriber(id)).queue));
    return queues.every(({ depth, inFlight }) => depth + inFlight === 0);
  });
  expect(delivered().sort()).toEqual(expected.sort());
});
