/** Past events are sent again. What arrived, and how often, is what the endpoint counts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AwsCall } from '../../local/aws/fault.ts';
import { newEventId, type SubscriberView, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { type Problem, Replays } from './replays.ts';

const BEGINNING = new Date(Date.now() - 60_000).toISOString();

let fanfare: TestPlatform;
let replays: Replays;
/** New rules wait for it. */
let rulesMayBeMade = Promise.resolve();
beforeAll(async () => {
  const onAwsCall = async ({ action }: AwsCall) => {
    if (action === 'PutRule') await rulesMayBeMade;
    return 'pass' as const;
  };
  fanfare = await TestPlatform.start({}, { onAwsCall });
  replays = new Replays(fanfare);
});
afterAll(() => fanfare.stop());

async function publish(count: number, type: string): Promise<string[]> {
  const ids = Array.from({ length: count }, newEventId);
  await fanfare.publish(...ids.map((eventId) => ({ DetailType: type, Detail: JSON.stringify({ eventId }) })));
  return ids;
}

/** Each of these arrived so many times, and nothing else did. */
function expectArrivals(path: string, ids: readonly string[], times = 1): void {
  const wrong = [...replays.arrivals(path)].filter(([id, count]) => count !== times || !ids.includes(id));
  expect(wrong).toEqual([]);
  expect(replays.arrivals(path).size).toBe(ids.length);
  expect(fanfare.endpoint.at(path).every(({ isVerified }) => isVerified)).toBe(true);
}

const arrived = (path: string, count: number) =>
  until(`${count} events at ${path}`, () => replays.arrivals(path).size >= count);

describe('of a thousand events', () => {
  const ids: string[] = [];
  let early: SubscriberView;

  it('one that was disabled after 300 gets the missing 700 when it is enabled, each once', async () => {
    early = await fanfare.subscribe('/early', { eventTypes: ['past.*'] });
    ids.push(...(await publish(300, 'past.event')));
    await arrived('/early', 300);
    await fanfare.api('POST', `/v1/subscribers/${early.id}/disable`);
    await until('it to be disabled', async () => (await fanfare.subscriber(early.id)).status === 'disabled');
    ids.push(...(await publish(700, 'past.event')));

    const { status, body } = await fanfare.api<SubscriberView & { replay: { id: string } }>(
      'POST',
      `/v1/subscribers/${early.id}/enable`,
      { recoverFrom: BEGINNING },
    );
    expect({ status, body }).toMatchObject({ status: 202, body: { id: early.id, replay: { status: 'queued' } } });
    const { progress, deliveries } = await replays.completed(body.replay.id);
    expect(progress).toBe(1);
    await arrived('/early', 1000);
    await replays.drained(early.id);
    expectArrivals('/early', ids);
    expect(deliveries?.isComplete).toBe(true);
    expect((await replays.read(body.replay.id)).deliveries).toMatchObject({ delivered: 1000, pending: 0, dead: 0 });
  });

  it('a new subscriber gets all, and all that is published while it is being made', async () => {
    const provisioning = Promise.withResolvers<void>();
    rulesMayBeMade = provisioning.promise;
    const input = { name: 'late', url: fanfare.endpoint.url('/late'), eventTypes: ['past.*'] };
    const { body } = await fanfare.api<SubscriberView>('POST', '/v1/subscribers', input);
    fanfare.endpoint.expect('/late', body.secret);
    expect(body.status).toBe('provisioning');
    const { id, to } = await replays.start(body.id, { from: BEGINNING });
    const isWaiting = async () =>
      (await replays.read(id)).waitingFor === `The subscriber ${body.id} is being provisioned.`;
    await until('it to wait for the subscriber', isWaiting);
    await until('a second after it was asked for', () => Date.now() > Date.parse(to) + 2000);
    ids.push(...(await publish(50, 'past.event')));
    provisioning.resolve();
    await replays.completed(id);
    await arrived('/late', 1050);
    await replays.drained(body.id);
    expectArrivals('/late', ids);
    expectArrivals('/early', ids);
  });

  it('nothing is sent to one that has them all', async () => {
    const { id } = await replays.start(early.id, { from: BEGINNING });
    await replays.completed(id);
    await replays.drained(early.id);
    expectArrivals('/early', ids);
  });

  it('all are sent once more, once, when that is asked for', async () => {
    const { id } = await replays.start(early.id, { from: BEGINNING, includeDelivered: true });
    expect((await replays.completed(id)).includeDelivered).toBe(true);
    await until('all to arrive again', () => fanfare.endpoint.at('/early').length >= 2 * ids.length);
    await replays.drained(early.id);
    expectArrivals('/early', ids, 2);
    const { items } = (await fanfare.api<{ items: object[] }>('GET', `/v1/events/${ids[0]}/deliveries`)).body;
    expect(items).toContainEqual(expect.objectContaining({ subscriberId: early.id, round: 2, status: 'delivered' }));
  });
});

describe('a replay', () => {
  it('goes to one subscriber alone, and holds only what it wants', async () => {
    const { id: one } = await fanfare.subscribe('/mine', { eventTypes: ['alone.*'] });
    await fanfare.subscribe('/theirs', { eventTypes: ['alone.*'] });
    const ids = await publish(5, 'alone.now');
    await publish(5, 'not.wanted');
    await Promise.all([arrived('/mine', 5), arrived('/theirs', 5)]);
    await replays.completed((await replays.start(one, { from: BEGINNING, includeDelivered: true })).id);
    await until('them to arrive again', () => fanfare.endpoint.at('/mine').length === 10);
    expectArrivals('/mine', ids, 2);
    expectArrivals('/theirs', ids);
  });

  it('is of the time that was asked for', async () => {
    const dayBefore = Math.floor(Date.now() / 60_000) * 60_000 - 86_400_000;
    const times = [0, 58, 60].map((second) => new Date(dayBefore + 1000 * second));
    const [first, second, third] = times as [Date, Date, Date];
    const end = new Date(third.getTime() - 1000).toISOString();
    const ids = await fanfare.publish(...times.map((Time) => ({ DetailType: 'timed.event', Time })));
    const { id } = await fanfare.subscribe('/timed', { eventTypes: ['timed.*'] });
    const replay = await replays.start(id, { from: second.toISOString(), to: end });
    expect(await replays.completed(replay.id)).toMatchObject({ lastReplayedAt: second.toISOString() });
    await arrived('/timed', 1);
    await replays.drained(id);
    expectArrivals('/timed', ids.slice(1, 2));
    await replays.completed((await replays.start(id, { from: first.toISOString(), to: end })).id);
    await arrived('/timed', 2);
    await replays.drained(id);
    expectArrivals('/timed', ids.slice(0, 2));
  });

  it('waits in the queue of a paused subscriber', async () => {
    const ids = await publish(3, 'paused.event');
    const { id } = await fanfare.subscribe('/paused', { eventTypes: ['paused.*'] });
    await fanfare.api('POST', `/v1/subscribers/${id}/pause`);
    await until('it to be paused', async () => (await fanfare.subscriber(id)).status === 'paused');
    await replays.completed((await replays.start(id, { from: BEGINNING })).id);
    expect((await fanfare.subscriber(id)).queue.depth).toBe(3);
    expectArrivals('/paused', []);
    await fanfare.api('POST', `/v1/subscribers/${id}/resume`);
    await arrived('/paused', 3);
    expectArrivals('/paused', ids);
  });
});

describe('a replay is refused', () => {
  const refusal = async (id: string, body: object) => {
    const { status, body: problem } = await replays.ask(id, body);
    return { status, detail: problem.detail, paths: problem.errors?.map(({ path }) => path) };
  };
  let id = '';
  beforeAll(async () => {
    ({ id } = await fanfare.subscribe('/refused', { eventTypes: ['refused.*'] }));
  });

  it('beyond what the archive keeps: how far back it reaches is said', async () => {
    const { status, detail, paths } = await refusal(id, { from: new Date(Date.now() - 31 * 86_400_000).toISOString() });
    expect({ status, paths }).toEqual({ status: 400, paths: ['from'] });
    const [, reach = ''] = /must not be before (\S+Z): what was published is kept for 30 days\.$/.exec(detail) ?? [];
    expect(Math.abs(Date.parse(reach) - (Date.now() - 30 * 86_400_000))).toBeLessThan(60_000);
  });

  it.each<[object, string]>([
    [{}, 'from'],
    [{ from: 'yesterday' }, 'from'],
    [{ from: '2026-11-20T10:00:00' }, 'from'],
    [{ from: BEGINNING, to: BEGINNING }, 'from'],
    [{ from: BEGINNING, to: new Date(Date.now() + 600_000).toISOString() }, 'to'],
    [{ from: BEGINNING, includeDelivered: 'yes' }, 'includeDelivered'],
    [{ from: BEGINNING, until: BEGINNING }, 'until'],
  ])('when %j is asked for', async (body, path) => {
    expect(await refusal(id, body)).toMatchObject({ status: 400, paths: [path] });
  });

  it('to nobody, and while its events do not come', async () => {
    expect(await refusal(`sub_${'0'.repeat(32)}`, { from: BEGINNING })).toMatchObject({ status: 404 });
    await fanfare.api('POST', `/v1/subscribers/${id}/disable`);
    expect(await refusal(id, { from: BEGINNING })).toMatchObject({
      status: 409,
      detail: `The subscriber ${id} is disabled: its events do not come. Enable it first.`,
    });
  });

  it('before anything is enabled', async () => {
    const enable = (recoverFrom: string) =>
      fanfare.api<Problem>('POST', `/v1/subscribers/${id}/enable`, { recoverFrom });
    const { status, body } = await enable(new Date(Date.now() - 31 * 86_400_000).toISOString());
    expect({ status, path: body.errors?.[0]?.path }).toEqual({ status: 400, path: 'recoverFrom' });
    expect((await fanfare.subscriber(id)).status).toMatch(/disabled|provisioning/);
    expect(await refusal(id, { from: BEGINNING })).toMatchObject({ status: 409 });
  });
});
