/** Do the lists of the log show what is in it, whatever partition it is in, page by page? */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeadReason } from '../../../core/decide.ts';
import { type Delivery, discarded, newDelivery, newRound, recordDecision } from '../../../core/delivery.ts';
import { loggedKey } from '../../../lambdas/records/delivery-key.ts';
import type { DeliveryPage } from '../../../lambdas/records/delivery-lists.ts';
import { type DeliveryTable, startDeliveryTable } from './delivery-table.ts';

let table: DeliveryTable;
beforeAll(async () => {
  table = await startDeliveryTable();
});
afterAll(() => table.stop());

const BASE = Date.parse('2026-11-01T10:00:00.000Z');
const at = (second: number) => new Date(BASE + second * 1000);

function fresh(subscriberId: string, second: number, type = 'invoice.paid'): Delivery {
  return newDelivery(subscriberId, { id: `evt_${second}_${subscriberId}`, type, time: at(second).toISOString() });
}

function dead(
  subscriberId: string,
  second: number,
  reason: DeadReason = 'attempts-exhausted',
  type?: string,
): Delivery {
  const decision = { kind: 'dead', reason } as const;
  return recordDecision(fresh(subscriberId, second, type), { decision, now: at(second), messageId: 'm' });
}

function delivered(subscriberId: string, second: number): Delivery {
  const decision = { kind: 'delivered' } as const;
  return recordDecision(fresh(subscriberId, second), { decision, now: at(second), messageId: 'm' });
}

function waiting(subscriberId: string, second: number): Delivery {
  const decision = { kind: 'retry', at: at(second + 60) } as const;
  return recordDecision(fresh(subscriberId, second), { decision, now: at(second), messageId: 'm' });
}

async function write(...deliveries: Delivery[]): Promise<void> {
  const entries = deliveries.map((delivery) => ({ key: loggedKey(delivery), delivery }));
  for (let from = 0; from < entries.length; from += 25) await table.records.put(entries.slice(from, from + 25), at(0));
}

/** What all pages hold together, and how many there were. */
async function allPages(read: (before?: string) => Promise<DeliveryPage>) {
  const ids: string[] = [];
  let pages = 0;
  let next: string | undefined;
  do {
    const page = await read(next);
    ids.push(...page.items.map(({ eventId }) => eventId));
    next = page.next;
    pages += 1;
  } while (next !== undefined);
  return { ids, pages };
}
const newestFirst = (subscriberId: string, ...seconds: number[]) =>
  seconds.toSorted((a, b) => b - a).map((second) => `evt_${second}_${subscriberId}`);
const seconds = (count: number) => Array.from({ length: count }, (_, second) => second);

describe('dead letters', () => {
  it('of one subscriber come newest death first, each once, however large the pages are', async () => {
    await write(...seconds(23).map((second) => dead('sub_pages', second)));
    const wanted = newestFirst('sub_pages', ...seconds(23));
    for (const limit of [1, 5, 22, 23, 24]) {
      const { ids } = await allPages((before) => table.records.deadLetters('sub_pages', {}, limit, before));
      expect(ids).toEqual(wanted);
      const { ids: byStatus } = await allPages((before) =>
        table.records.ofSubscriberByStatus('sub_pages', 'dead', limit, before),
      );
      expect(byStatus).toEqual(wanted);
    }
  });

  it('of all subscribers come newest death first, whole, with their attempts', async () => {
    const from = '2026-11-02T00:00:00Z';
    const day = (Date.parse(from) - BASE) / 1000;
    await write(...seconds(30).map((second) => dead(`sub_${second % 3}`, day + second)));
    const wanted = seconds(30).map((second) => `evt_${day + second}_sub_${second % 3}`);
    for (const limit of [4, 100]) {
      const { ids } = await allPages((before) => table.records.deadLetters(undefined, { from }, limit, before));
      expect(ids).toEqual(wanted.toReversed());
    }
    const [first] = (await table.records.deadLetters(undefined, { from }, 1)).items;
    expect(first).toEqual(dead('sub_2', day + 29));
    expect(await table.records.countDead(undefined, { from })).toEqual({ count: 30, isComplete: true });
  });

  it('are found by type, reason and time of death', async () => {
    const id = 'sub_filters';
    await write(dead(id, 1), dead(id, 2, 'endpoint-gone'), dead(id, 3, 'endpoint-gone', 'order.placed'), dead(id, 4));
    const found = async (filter: Parameters<typeof table.records.deadLetters>[1]) => {
      const ofOne = (await table.records.deadLetters(id, filter, 10)).items.map(({ eventId }) => eventId);
      const ofAll = (await table.records.deadLetters(undefined, filter, 100)).items;
      expect(ofAll.filter(({ subscriberId }) => subscriberId === id).map(({ eventId }) => eventId)).toEqual(ofOne);
      expect((await table.records.countDead(id, filter)).count).toBe(ofOne.length);
      return ofOne;
    };
    expect(await found({ eventType: 'order.placed' })).toEqual(newestFirst(id, 3));
    expect(await found({ reason: 'endpoint-gone' })).toEqual(newestFirst(id, 2, 3));
    expect(await found({ reason: 'endpoint-gone', eventType: 'invoice.paid' })).toEqual(newestFirst(id, 2));
    expect(await found({ from: '2026-11-01T10:00:02Z', to: '2026-11-01T10:00:04Z' })).toEqual(newestFirst(id, 2, 3));
    expect(await found({ from: '2026-11-01T11:00:03+01:00', to: '2026-11-02T00:00:00Z' })).toEqual(
      newestFirst(id, 3, 4),
    );
    expect(await found({ from: '2026-11-01T10:00:04Z', to: '2026-11-01T10:00:02Z' })).toEqual([]);
  });

  it('are listed no more once they are redriven or discarded', async () => {
    const [kept, redriven, gone] = [dead('sub_over', 1), dead('sub_over', 2), dead('sub_over', 3)];
    await write(kept, redriven, gone);
    expect(await table.records.replace(loggedKey(redriven), redriven, newRound(redriven))).toBe(true);
    expect(await table.records.replace(loggedKey(gone), gone, discarded(gone, at(9)))).toBe(true);
    expect((await table.records.deadLetters('sub_over', {}, 10)).items).toEqual([kept]);
    expect(await table.records.countDead('sub_over')).toEqual({ count: 1, isComplete: true });
    expect((await table.records.ofSubscriber('sub_over', 10)).items.map(({ discardedAt }) => discardedAt)).toEqual([
      at(9).toISOString(),
      undefined,
      undefined,
    ]);
  });

  it('that have to be searched for among thousands are found, in pages that may be short', async () => {
    const id = 'sub_many';
    const rare = [3, 700, 2_100];
    await write(
      ...seconds(2_200).map((second) =>
        dead(id, second, 'attempts-exhausted', rare.includes(second) ? 'rare.type' : 'invoice.paid'),
      ),
    );
    const search = { eventType: 'rare.type' };
    const { ids, pages } = await allPages((before) => table.records.deadLetters(id, search, 2, before));
    expect(ids).toEqual(newestFirst(id, ...rare));
    expect(pages).toBeLessThan(5);
    expect(await table.records.countDead(id, search)).toEqual({ count: 3, isComplete: true });
    expect(await table.records.countDead(id)).toEqual({ count: 2_200, isComplete: true });
  });

  it('that were recorded before there was an index by time are in the list of their subscriber', async () => {
    const old = dead('sub_old', 1);
    const { subscriberId, deadAt, eventId } = old;
    const Item = {
      ...loggedKey(old),
      ...old,
      undeliveredOf: subscriberId,
      undeliveredSort: `dead#${deadAt}#${eventId}`,
    };
    await table.client.send(new PutCommand({ TableName: table.name, Item }));
    await write(dead('sub_old', 2), dead('sub_old', 0));
    const { ids } = await allPages((before) => table.records.deadLetters('sub_old', {}, 1, before));
    expect(ids).toEqual(newestFirst('sub_old', 0, 1, 2));
  });
});

describe('what waits', () => {
  it('longest is found, of one subscriber and of all', async () => {
    expect(await table.records.oldestPending('sub_patient')).toBeUndefined();
    await write(
      waiting('sub_patient', 5),
      waiting('sub_patient', 4),
      waiting('sub_impatient', -100),
      dead('sub_patient', 1),
    );
    expect(await table.records.oldestPending('sub_patient')).toEqual(waiting('sub_patient', 4));
    expect(await table.records.oldestPending()).toEqual(waiting('sub_impatient', -100));
    const { ids } = await allPages((before) => table.records.ofSubscriberByStatus('sub_patient', 'pending', 1, before));
    expect(ids).toEqual(newestFirst('sub_patient', 4, 5));
  });
});

describe('the log of a subscriber', () => {
  it('is read newest first, and counted by what became of it in a window', async () => {
    const id = 'sub_log';
    const of = [delivered, delivered, dead, waiting, delivered] as const;
    await write(...of.map((make, second) => make(id, second)));
    expect((await table.records.recent(id, 3)).map(({ eventId }) => eventId)).toEqual(newestFirst(id, 2, 3, 4));
    const { ids } = await allPages((before) => table.records.ofSubscriberByStatus(id, 'delivered', 1, before));
    expect(ids).toEqual(newestFirst(id, 0, 1, 4));
    const count = (from: number, to: number) =>
      table.records.countByStatus(id, at(from).toISOString(), at(to).toISOString());
    expect(await count(0, 5)).toEqual({ delivered: 3, pending: 1, dead: 1, isComplete: true });
    expect(await count(1, 4)).toEqual({ delivered: 1, pending: 1, dead: 1, isComplete: true });
    expect(await count(4, 1)).toEqual({ delivered: 0, pending: 0, dead: 0, isComplete: true });
  });
});

describe('a change of a record', () => {
  it('is refused where it was changed meanwhile, or is known already', async () => {
    const letter = dead('sub_change', 1);
    const key = loggedKey(letter);
    expect(await table.records.replace(key, undefined, letter)).toBe(true);
    expect(await table.records.replace(key, undefined, letter)).toBe(false);
    const others = [{ ...letter, deadAt: at(2).toISOString() }, newRound(letter), discarded(letter, at(2))];
    for (const other of others) expect(await table.records.replace(key, other, newRound(letter))).toBe(false);
    expect(await table.records.replace(key, letter, newRound(letter))).toBe(true);
    expect(await table.records.replace(key, letter, newRound(letter))).toBe(false);
    expect(await table.records.get([key])).toEqual([newRound(letter)]);
  });
});
