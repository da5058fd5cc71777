import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StackTables } from '../stack-tables.ts';
import { type DeliveryView, newEventId, type SubscriberView, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';

interface Page {
  readonly items: readonly DeliveryView[];
  readonly cursor?: string;
}

let fanfare: TestPlatform;
let tables: StackTables;
let quiet: SubscriberView;
beforeAll(async () => {
  fanfare = await TestPlatform.start();
  tables = new StackTables(fanfare.platform.awsUrl);
  quiet = await fanfare.subscribe('/quiet', { eventTypes: ['odd.id'] });
});
afterAll(() => fanfare.stop());

async function pages(subscriberId: string, query: string, between = async () => {}): Promise<DeliveryView[][]> {
  const found: DeliveryView[][] = [];
  let cursor: string | undefined;
  do {
    const path = `/v1/subscribers/${subscriberId}/deliveries?${query}${cursor ? `&cursor=${cursor}` : ''}`;
    const { status, body } = await fanfare.api<Page>('GET', path);
    expect(status).toBe(200);
    found.push([...body.items]);
    cursor = body.cursor;
    if (cursor !== undefined) await between();
  } while (cursor !== undefined);
  return found;
}

const at = (second: number) => new Date(Date.UTC(2026, 9, 1, 0, 0, second)).toISOString();

/** A dead delivery as the log keeps it; `response` makes it as large as one with many long answers. */
function deadRecord(subscriberId: string, shard: number, second: number, response = '') {
  const eventId = `evt_${shard}_${second}`;
  return {
    ...{ pk: `${subscriberId}#${shard}`, sk: `${at(second)}#${eventId}` },
    ...{ undeliveredOf: subscriberId, undeliveredSort: `dead#${at(second)}#${eventId}` },
    ...{ subscriberId, eventId, eventType: 'x', eventTime: at(second), status: 'dead', deadAt: at(second) },
    attempts: [{ number: 1, at: at(second), outcome: 'responded', httpStatus: 500, durationMs: 1, response }],
  };
}

describe("a subscriber's deliveries", () => {
  it('are paged newest first, also while events arrive', async () => {
    const { id } = await fanfare.subscribe('/paged', { eventTypes: ['paged.*'] });
    const publish = (minute: number) =>
      fanfare.publish({ DetailType: 'paged.on', Time: new Date(Date.UTC(2026, 9, 1, 0, minute)) });
    const ids: string[] = [];
    for (let minute = 0; minute < 7; minute++) ids.push(...(await publish(minute)));
    for (const eventId of ids) await fanfare.settled(id, eventId, 'delivered');
    const found = await pages(id, 'limit=3', async () => {
      const [newer = ''] = await publish(30);
      await fanfare.settled(id, newer, 'delivered');
    });
    expect(found.map(({ length }) => length)).toEqual([3, 3, 1]);
    expect(found.flat().map(({ eventId }) => eventId)).toEqual(ids.toReversed());
    expect(found.flat()[0]).not.toHaveProperty('attemptsBeforeRound');
    expect((await pages(id, 'limit=2&status=delivered')).flat()).toHaveLength(9);
    expect(await pages(id, 'status=pending')).toEqual([[]]);
  });

  it('are found by status: what failed is pending, then dead, and the rest delivered', async () => {
    const { id } = await fanfare.subscribe('/mixed', { eventTypes: ['mixed.*'], retrySchedule: [1] });
    fanfare.endpoint.behave('/mixed', ({ body }) => ({ status: String(body).includes('bad') ? 500 : 200 }));
    const publish = async (kind: string, count: number) =>
      (await fanfare.publish(...Array.from({ length: count }, () => ({ DetailType: `mixed.${kind}` })))).sort();
    const idsOf = async (status: string) =>
      (await pages(id, `status=${status}&limit=2`)).flat().map(({ eventId }) => eventId);
    const bad = await publish('bad', 5);
    const good = await publish('good', 3);
    await until('some to be pending', async () => (await idsOf('pending')).length > 0);
    for (const eventId of bad) await fanfare.settled(id, eventId, 'dead');
    for (const eventId of good) await fanfare.settled(id, eventId, 'delivered');
    const later: string[] = [];
    const dead = await pages(id, 'status=dead&limit=2', async () => {
      const [one = ''] = await publish('bad', 1);
      later.push(one);
      await fanfare.settled(id, one, 'dead');
    });
    expect(dead.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(
      dead
        .flat()
        .map(({ eventId }) => eventId)
        .sort(),
    ).toEqual(bad);
    expect((await idsOf('delivered')).sort()).toEqual(good);
    expect(await idsOf('pending')).toEqual([]);
    expect((await idsOf('dead')).sort()).toEqual([...bad, ...later].sort());
  });

  it('are all there where their records are longer than one answer of DynamoDB', async () => {
    const large = Array.from({ length: 30 }, (_, n) => deadRecord(quiet.id, 0, 100 + n, 'x'.repeat(50_000)));
    const small = Array.from({ length: 30 }, (_, n) => deadRecord(quiet.id, 1, n));
    await tables.write('Deliveries', [...large, ...small]);
    const newestFirst = [...small, ...large].map(({ eventId }) => eventId).toReversed();
    for (const query of ['limit=100', 'limit=7', 'status=dead&limit=100', 'status=dead&limit=7']) {
      const found = (await pages(quiet.id, query)).flat();
      expect(
        found.map(({ eventId }) => eventId),
        query,
      ).toEqual(newestFirst);
    }
  });
});

describe("an event's deliveries", () => {
  it('are those of everyone it went to', async () => {
    const some = [
      await fanfare.subscribe('/all-1', { eventTypes: ['told.all'] }),
      await fanfare.subscribe('/all-2', { eventTypes: ['told.*'] }),
    ];
    const [eventId = ''] = await fanfare.publish({ DetailType: 'told.all' });
    for (const { id } of some) await fanfare.settled(id, eventId, 'delivered');
    const { body } = await fanfare.api<Page>('GET', `/v1/events/${eventId}/deliveries`);
    expect(body.items.map(({ subscriberId }) => subscriberId).sort()).toEqual(some.map(({ id }) => id).sort());
  });

  it('are read page by page when they are many, none twice and none left out, whatever their status', async () => {
    const eventId = newEventId();
    const subscribers = Array.from({ length: 250 }, (_, n) => `sub_${String(n).padStart(32, '0')}`);
    const deliveries = subscribers.map((id, n) => ({ ...deadRecord(id, 0, n), eventId }));
    const claims = deliveries.map(({ pk: deliveryPk, sk: deliverySk, subscriberId }) => ({
      ...{ eventId, subscriberId, leaseUntilMs: 0, deliveryPk, deliverySk },
    }));
    await tables.write('Deliveries', deliveries);
    await tables.write('Claims', claims);
    for (const query of ['limit=100', 'limit=7&status=dead', '']) {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const at = cursor === undefined ? '' : `&cursor=${cursor}`;
        const { body } = await fanfare.api<Page>('GET', `/v1/events/${eventId}/deliveries?${query}${at}`);
        found.push(...body.items.map(({ subscriberId }) => subscriberId));
        cursor = body.cursor;
      } while (cursor !== undefined);
      expect(found, query).toEqual(subscribers);
    }
    const { body: none } = await fanfare.api<Page>('GET', `/v1/events/${eventId}/deliveries?status=delivered`);
    expect(none).toEqual({ items: [] });
    const { body: one } = await fanfare.api<object>('GET', `/v1/deliveries/${subscribers[3]}/${eventId}`);
    expect(one).toMatchObject({ subscriberId: subscribers[3], eventId, status: 'dead' });
  });

  it.each(['order.7', 'order/7', 'order #7', '100%', 'a%41', 'naïve ✓', '"quoted"', 'x'.repeat(200)])(
    "are found by the publisher's own id %s",
    async (publisherId) => {
      await fanfare.publish({ DetailType: 'odd.id', Detail: JSON.stringify({ eventId: publisherId }) });
      const found = await until('its delivery', async () => {
        const path = `/v1/events/${encodeURIComponent(publisherId)}/deliveries`;
        const { items } = (await fanfare.api<Page>('GET', path)).body;
        return items.length > 0 && items;
      });
      expect(found).toMatchObject([{ eventType: 'odd.id', eventId: expect.stringMatching(/^sha256-/) as string }]);
    },
  );

  it('of an event nobody got are none', async () => {
    expect(await fanfare.api('GET', `/v1/events/${newEventId()}/deliveries`)).toEqual({
      status: 200,
      body: { items: [] },
    });
  });
});
