import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeliveryView, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { DeadLetters } from './dead-letters.ts';

let fanfare: TestPlatform;
beforeAll(async () => {
  fanfare = await TestPlatform.start();
});
afterAll(() => fanfare.stop());

const some = (count: number, type = 'happened') => Array.from({ length: count }, () => type);

const logged = async (id: string, eventId: string) =>
  (await fanfare.delivery(id, eventId)) as (DeliveryView & { discardedAt?: string }) | undefined;

describe('a discard', () => {
  it('of all deletes every dead letter; the log keeps what they were', async () => {
    const letters = await DeadLetters.make(fanfare, '/all', some(25));
    const discard = await letters.run('discards', { all: true });
    expect(discard).toMatchObject({ status: 'completed', discarded: 25, total: 25 });
    expect(await letters.queued()).toBe(0);
    expect(await letters.listed()).toEqual([]);
    const delivery = await logged(letters.id, letters.eventIds[0] ?? '');
    expect(delivery).toMatchObject({ status: 'dead', deadReason: 'attempts-exhausted' });
    expect(delivery?.discardedAt).toBeDefined();
    expect(delivery?.attempts).toHaveLength(2);
  });

  it('of chosen events touches only these, and says which of them are no dead letters', async () => {
    const letters = await DeadLetters.make(fanfare, '/chosen', some(15));
    const chosen = letters.eventIds.slice(3, 6);
    const discard = await letters.run('discards', { eventIds: [...chosen, 'evt_nobody_knows'] });
    expect(discard).toMatchObject({ status: 'completed', discarded: 3, total: 4, missing: ['evt_nobody_knows'] });
    await letters.countIs(12);
    const listed = (await letters.listed()).map(({ eventId }) => eventId);
    expect(listed.sort()).toEqual(letters.eventIds.filter((eventId) => !chosen.includes(eventId)).sort());
    expect(await letters.heal().run('redrives')).toMatchObject({ moved: 12 });
    await letters.arrive(letters.eventIds.filter((eventId) => !chosen.includes(eventId)));
  });

  it.each([
    ['of all', () => ({ all: true })],
    ['of chosen events', (eventIds: readonly string[]) => ({ eventIds })],
  ])('%s takes both letters of an event that a replay brought while it was dead', async (what, selection) => {
    const letters = await DeadLetters.make(fanfare, `/twice-${what.length}`, some(5));
    const from = new Date(Date.now() - 3_600_000).toISOString();
    await fanfare.api('POST', `/v1/subscribers/${letters.id}/replays`, { from });
    await until('each to have died twice', async () => (await letters.queued()) === 10);
    expect(await letters.run('discards', selection(letters.eventIds))).toMatchObject({ discarded: 5, total: 5 });
    expect(await letters.queued()).toBe(0);
  });

  it('by filter takes what the filter finds', async () => {
    const letters = await DeadLetters.make(fanfare, '/filter', [...some(5, 'paid'), ...some(8, 'sent')]);
    const discard = await letters.run('discards', { filter: { eventType: 'filter.sent' } });
    expect(discard).toMatchObject({ status: 'completed', discarded: 8 });
    const types = (await letters.listed()).map(({ eventType }) => eventType);
    expect(types).toEqual(some(5, 'filter.paid'));
    await letters.countIs(5);
  });

  it('is over soon when it is cancelled before it began', async () => {
    const letters = await DeadLetters.make(fanfare, '/cancelled', some(5));
    const discard = await letters.start('discards', { all: true });
    const { status } = await fanfare.api('POST', `/v1/discards/${discard.id}/cancel`);
    const over = await letters.over('discards', discard);
    // It may have been faster: then it is refused, or all were gone when it heard of it.
    if (status === 202) expect(over.status).toBe('cancelled');
    await until('the rest to be shown again', async () => (await letters.queued()) === 5 - (over.discarded ?? 0));
  });
});
