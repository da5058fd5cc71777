import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeadReason } from '../../core/decide.ts';
import type { Delivery } from '../../core/delivery.ts';
import { deliveryKey } from '../../lambdas/records/delivery-key.ts';
import { DeliveryRecords } from '../../lambdas/records/delivery-records.ts';
import { StackTables } from '../stack-tables.ts';
import { type SubscriberView, TestPlatform } from '../test-platform.ts';
import { DeadLetters, type DeadLetterView } from './dead-letters.ts';

interface Page {
  readonly items: readonly (DeadLetterView & { readonly subscriberId: string; readonly deadAt: string })[];
  readonly cursor?: string;
}

interface Count {
  readonly logged: number;
  readonly isComplete: boolean;
  readonly queued?: number;
  readonly agree?: boolean;
}

/** They died one second after another; every third one is of an invoice, every fifth had its endpoint gone. */
const MANY = 60;
const at = (second: number) => new Date(Date.UTC(2026, 9, 1, 0, 0, second)).toISOString();
const typeOf = (n: number) => (n % 3 === 0 ? 'invoice.paid' : 'order.placed');
const reasonOf = (n: number): DeadReason => (n % 5 === 0 ? 'endpoint-gone' : 'attempts-exhausted');

let fanfare: TestPlatform;
let first: SubscriberView;
let second: SubscriberView;
let records: DeliveryRecords;
beforeAll(async () => {
  fanfare = await TestPlatform.start();
  const tables = new StackTables(fanfare.platform.awsUrl);
  records = new DeliveryRecords(tables.client, await tables.name('Deliveries'), 30);
  first = await fanfare.subscribe('/first', { eventTypes: ['invoice.*'] });
  second = await fanfare.subscribe('/second', { eventTypes: ['invoice.*'] });
  await bury(
    first.id,
    Array.from({ length: MANY }, (_, n) => n),
  );
  await bury(second.id, [3, 20, 41]);
});
afterAll(() => fanfare.stop());

function dead(subscriberId: string, n: number, fields: Partial<Delivery> = {}): Delivery {
  return {
    ...{ subscriberId, eventId: `evt_${n}`, eventType: typeOf(n), eventTime: '2026-09-30T00:00:00Z', status: 'dead' },
    ...{ attempts: [], attemptsBeforeRound: 0, deadReason: reasonOf(n), deadAt: at(n), ...fields },
  };
}

/** Dead letters as the log has them; no queue knows of these. */
async function bury(subscriberId: string, numbers: readonly number[], fields: Partial<Delivery> = {}): Promise<void> {
  const deliveries = numbers.map((n) => dead(subscriberId, n, fields));
  for (let from = 0; from < deliveries.length; from += 25) {
    const entries = deliveries.slice(from, from + 25).map((delivery) => ({
      key: deliveryKey(subscriberId, { id: delivery.eventId, time: delivery.eventTime }),
      delivery,
    }));
    await records.put(entries, new Date());
  }
}

async function listed(path: string, query = ''): Promise<Page['items']> {
  const items: Page['items'][number][] = [];
  let cursor: string | undefined;
  do {
    const { status, body } = await fanfare.api<Page>('GET', `${path}?${query}${cursor ? `&cursor=${cursor}` : ''}`);
    expect(status, JSON.stringify(body)).toBe(200);
    items.push(...body.items);
    cursor = body.cursor;
  } while (cursor !== undefined);
  return items;
}

const ofFirst = () => `/v1/subscribers/${first.id}/dead-letters`;
const countOf = async (id: string, query = '') =>
  (await fanfare.api<Count>('GET', `/v1/subscribers/${id}/dead-letters/count?${query}`)).body;
const numbers = (items: Page['items']) => items.map(({ eventId }) => Number(eventId.slice('evt_'.length)));
const descending = (count: number) => Array.from({ length: count }, (_, n) => count - 1 - n);

describe("a subscriber's dead letters", () => {
  it.each(['limit=7', 'limit=59', 'limit=60', 'limit=100', ''])('are read newest death first: %s', async (query) => {
    expect(numbers(await listed(ofFirst(), query))).toEqual(descending(MANY));
  });

  it.each<[string, (n: number) => boolean]>([
    ['eventType=invoice.paid', (n) => typeOf(n) === 'invoice.paid'],
    ['reason=endpoint-gone', (n) => reasonOf(n) === 'endpoint-gone'],
    [`from=${at(20)}`, (n) => n >= 20],
    [`to=${at(20)}`, (n) => n < 20],
    [`from=${at(10)}&to=${at(50)}&eventType=order.placed`, (n) => n >= 10 && n < 50 && typeOf(n) === 'order.placed'],
    ['eventType=invoice.paid&reason=endpoint-gone', (n) => n % 15 === 0],
    ['from=2026-10-01T02:00:20%2B02:00', (n) => n >= 20],
    ['eventType=nobody.knows', () => false],
    [`from=${at(1000)}`, () => false],
  ])('are found, and counted, by %s', async (query, isWanted) => {
    const wanted = descending(MANY).filter(isWanted);
    expect(numbers(await listed(ofFirst(), `${query}&limit=4`))).toEqual(wanted);
    expect(await countOf(first.id, query)).toEqual({ logged: wanted.length, isComplete: true });
  });

  it('that were discarded are none any more', async () => {
    await bury(second.id, [100], { discardedAt: at(200) });
    expect(numbers(await listed(`/v1/subscribers/${second.id}/dead-letters`))).toEqual([41, 20, 3]);
    expect(await countOf(second.id)).toMatchObject({ logged: 3 });
  });

  it('whose queue does not have them: the counts tell', async () => {
    expect(await countOf(first.id)).toEqual({ logged: MANY, isComplete: true, queued: 0, agree: false });
  });

  it('are what really died: why, how, and how long they can be redriven', async () => {
    const letters = await DeadLetters.make(fanfare, '/really', ['a']);
    const [letter, ...more] = await letters.listed();
    expect(more).toEqual([]);
    expect(letter).toMatchObject({
      ...{ subscriberId: letters.id, eventId: letters.eventIds[0], eventType: 'really.a' },
      ...{ reason: 'attempts-exhausted', attempts: 2, lastOutcome: 'responded', lastStatus: 500, round: 1 },
      daysLeft: 14,
    });
    expect(await countOf(letters.id)).toEqual({ logged: 1, isComplete: true, queued: 1, agree: true });
  });
});

describe('the dead letters of all', () => {
  it('are one list, newest death first, whoever they are of', async () => {
    const to = `to=${at(1000)}`;
    const all = await listed('/v1/dead-letters', `${to}&limit=13`);
    expect(all.map(({ deadAt }) => deadAt)).toEqual(
      all
        .map(({ deadAt }) => deadAt)
        .toSorted()
        .toReversed(),
    );
    expect(numbers(all.filter(({ subscriberId }) => subscriberId === first.id))).toEqual(descending(MANY));
    expect(numbers(all.filter(({ subscriberId }) => subscriberId === second.id))).toEqual([41, 20, 3]);
    expect(await listed('/v1/dead-letters', `${to}&limit=100`)).toEqual(all);
  });

  it('are found by a filter, page by page', async () => {
    const some = await listed('/v1/dead-letters', `to=${at(1000)}&reason=endpoint-gone&eventType=order.placed&limit=3`);
    expect(new Set(numbers(some))).toEqual(new Set([5, 10, 20, 25, 35, 40, 50, 55]));
    expect(some).toHaveLength(9);
  });
});

describe('a request about dead letters', () => {
  const TIME = 'must be a time of ISO 8601 with its offset';
  const cursor = (text: string) => Buffer.from(text).toString('base64url');
  const NOBODY = `sub_${'0'.repeat(32)}`;

  it.each([
    ['/v1/dead-letters?colour=red', 'colour', 'is not a known query parameter here'],
    ['/v1/dead-letters?reason=bored', 'reason', 'must be one of attempts-exhausted, endpoint-gone'],
    ['/v1/dead-letters?eventType=', 'eventType', 'must be a text of 1 to 128 characters'],
    ['/v1/dead-letters?from=yesterday', 'from', TIME],
    ['/v1/dead-letters?to=2026-10-01', 'to', TIME],
    ['/v1/dead-letters?to=9999-12-31T23:59:59-12:00', 'to', TIME],
    [`/v1/dead-letters?from=${at(5)}&to=${at(5)}`, 'to', 'must be later than `from`'],
    ['/v1/dead-letters?limit=101', 'limit', 'must be a whole number from 1 to 100'],
    [`/v1/dead-letters?cursor=${cursor('dead-letters-of-sub_1:a')}`, 'cursor', 'must be a cursor that this list'],
    [`/v1/subscribers/${NOBODY}/dead-letters/count?limit=5`, 'limit', 'is not a known query parameter here'],
  ])('%s is refused, naming the parameter', async (path, parameter, message) => {
    const { status, body } = await fanfare.api<{ errors: unknown[] }>('GET', path);
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ path: parameter, message: expect.stringContaining(message) as string }]);
  });

  it("does not take another subscriber's cursor", async () => {
    const path = (id: string) => `/v1/subscribers/${id}/dead-letters?limit=1`;
    const { body } = await fanfare.api<Page>('GET', path(first.id));
    expect((await fanfare.api('GET', `${path(first.id)}&cursor=${body.cursor}`)).status).toBe(200);
    expect((await fanfare.api('GET', `${path(second.id)}&cursor=${body.cursor}`)).status).toBe(400);
  });

  it.each(['a', '#', '~~~', '9999', `${at(30)}#`, '\u{10ffff}', ' '])(
    'goes on somewhere, even after a place that never was: %j',
    async (place) => {
      const path = `/v1/dead-letters?cursor=${cursor(`dead-letters:${place}`)}&from=${at(0)}&to=${at(40)}`;
      expect((await fanfare.api('GET', path)).status).toBe(200);
    },
  );

  it.each(['dead-letters', 'dead-letters/count'])(
    'of a subscriber that is not there finds nothing: %s',
    async (what) => {
      for (const id of [NOBODY, 'x', 'sub_1']) {
        const { status, body } = await fanfare.api('GET', `/v1/subscribers/${id}/${what}`);
        expect([status, body]).toEqual([404, expect.objectContaining({ detail: `There is no subscriber ${id}.` })]);
      }
    },
  );
});
