/** Five thousand events, two pullers, one of which dies: does each event arrive, and is it acknowledged once? */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DeliveryView, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { type Item, idOf, Puller } from './puller.ts';

const EVENTS = 5_000;
const BATCH = 100;

let fanfare: TestPlatform;
beforeAll(async () => {
  fanfare = await TestPlatform.start();
});
afterAll(() => fanfare.stop());

function publish(count: number): Promise<string[]> {
  return fanfare.publish(...Array.from({ length: count }, () => ({ DetailType: 'flood.event' })));
}

async function allDeliveries(id: string): Promise<DeliveryView[]> {
  const all: DeliveryView[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const page: { items: DeliveryView[]; cursor?: string } = (
      await fanfare.api<{ items: DeliveryView[]; cursor?: string }>(
        'GET',
        `/v1/subscribers/${id}/deliveries?limit=100${cursor && `&cursor=${cursor}`}`,
      )
    ).body;
    all.push(...page.items);
    cursor = page.cursor;
  }
  return all;
}

it('every event is acknowledged once, and a backlog is posted after a change to push', async () => {
  const puller = await Puller.subscribe(fanfare, 'flood', { timeoutSeconds: 3 });
  const acknowledged = new Map<string, number>();
  let abandoned: readonly Item[] = [];

  async function acknowledge(items: readonly Item[]): Promise<void> {
    const { failed } = await puller.ack(...items);
    const lost = new Set(failed.map(({ receipt }) => receipt));
    for (const item of items) {
      if (!lost.has(item.receipt)) acknowledged.set(idOf(item), (acknowledged.get(idOf(item)) ?? 0) + 1);
    }
  }

  /** Pulls until all is acknowledged; a mortal one dies with its hands full. */
  async function work(isMortal: boolean): Promise<void> {
    while (acknowledged.size < EVENTS) {
      const items = await puller.pull({ max: BATCH, waitSeconds: 1 });
      if (isMortal && items.length === BATCH && acknowledged.size > EVENTS / 4) {
        abandoned = items;
        return;
      }
      if (items.length > 0) await acknowledge(items);
    }
  }

  const published = (await Promise.all(Array.from({ length: 5 }, () => publish(EVENTS / 5)))).flat();
  await Promise.all([work(true), work(false)]);
  expect([...acknowledged.keys()].sort()).toEqual(published.sort());
  expect(new Set(acknowledged.values())).toEqual(new Set([1]));
  expect(abandoned).toHaveLength(BATCH);

  const delivered = await allDeliveries(puller.id);
  expect(delivered).toHaveLength(EVENTS);
  expect(delivered.filter(({ status }) => status !== 'delivered')).toEqual([]);
  const twice = delivered.filter(({ attempts }) => attempts.length > 1).map(({ eventId }) => eventId);
  expect(twice).toEqual(expect.arrayContaining(abandoned.map(idOf)));

  const backlog = await publish(200);
  await until('all to wait', async () => (await fanfare.subscriber(puller.id)).queue.depth === backlog.length);
  fanfare.endpoint.expect('/flood', puller.secret);
  await fanfare.api('PATCH', `/v1/subscribers/${puller.id}`, { mode: 'push', url: fanfare.endpoint.url('/flood') });
  await until('the backlog to be posted', () => fanfare.endpoint.at('/flood').length >= backlog.length);
  expect(
    fanfare.endpoint
      .at('/flood')
      .map(({ headers }) => headers['webhook-id'])
      .sort(),
  ).toEqual(backlog.sort());
  expect(fanfare.endpoint.at('/flood').every(({ isVerified }) => isVerified)).toBe(true);
});
