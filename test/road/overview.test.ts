import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newEventId, type SubscriberView, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';

interface Numbers {
  readonly delivered: number;
  readonly failedAttempts: number;
  readonly dead: number;
}

interface Failing {
  readonly failingSince: string;
  readonly lastFailureAt: string;
  readonly failures: number;
  readonly last: { readonly outcome: string; readonly httpStatus?: number };
}

interface Overview {
  readonly at: string;
  readonly hours: number;
  readonly stepSeconds: number;
  readonly series: readonly (Numbers & { readonly at: string })[];
  readonly totals: Numbers;
  readonly subscribers: { readonly total: number; readonly byStatus: Readonly<Record<string, number>> };
  readonly failing: readonly (Failing & { readonly subscriberId: string; readonly oldestPendingAt?: string })[];
  readonly failingCount: number;
  readonly deadLetters: { readonly count: number; readonly isComplete: boolean };
  readonly oldestPending?: { readonly subscriberId: string; readonly eventId: string };
  readonly archive: { readonly retentionDays: number };
}

interface State {
  readonly id: string;
  readonly queue?: { readonly depth: number; readonly inFlight: number; readonly deadLetters: number };
  readonly recent?: { readonly deliveries: number; readonly delivered: number; readonly pending: number };
  readonly failing?: Failing;
  readonly oldestPendingAt?: string;
}

const EVENTS = 6;
const OLD = new Date('2026-11-01T00:00:00Z');

let fanfare: TestPlatform;
let well: SubscriberView;
let slow: SubscriberView;
let gone: SubscriberView;
let pendingId: string;

/** One takes all it is sent, one fails and waits for long, one fails twice and its events are dead; one is paused. */
beforeAll(async () => {
  fanfare = await TestPlatform.start();
  for (const path of ['/slow', '/gone']) fanfare.endpoint.behave(path, () => ({ status: 503 }));
  well = await fanfare.subscribe('/well', { eventTypes: ['well.*'] });
  slow = await fanfare.subscribe('/slow', { eventTypes: ['slow.*'], retrySchedule: [3600], tenant: 'acme' });
  gone = await fanfare.subscribe('/gone', { eventTypes: ['gone.*'], retrySchedule: [1] });
  const { id: paused } = await fanfare.subscribe('/paused', { eventTypes: ['nothing.happens'] });
  await fanfare.api('POST', `/v1/subscribers/${paused}/pause`);
  const publish = (type: string, count: number, more = {}) =>
    fanfare.publish(...Array.from({ length: count }, () => ({ DetailType: type, ...more })));
  const delivered = await publish('well.a', EVENTS);
  const [pending = ''] = await publish('slow.a', 1, { Time: OLD, Detail: '{"tenant":"acme"}' });
  pendingId = pending;
  await fanfare.settled(slow.id, pending, 'pending');
  const dead = await publish('gone.a', 2);
  for (const eventId of delivered) await fanfare.settled(well.id, eventId, 'delivered');
  for (const eventId of dead) await fanfare.settled(gone.id, eventId, 'dead');
  await until('the pause', async () => (await fanfare.subscriber(paused)).status === 'paused');
});
afterAll(() => fanfare.stop());

const overview = async (query = '') => (await fanfare.api<Overview>('GET', `/v1/overview${query}`)).body;

describe('the overview', () => {
  it('tells how much was delivered and how much failed, step by step', async () => {
    const known = { delivered: EVENTS, failedAttempts: 5, dead: 2 };
    const seen = await until('all of the traffic', async () => {
      const now = await overview();
      return now.totals.delivered === EVENTS && now.totals.dead === 2 && now;
    });
    expect(seen).toMatchObject({ hours: 3, stepSeconds: 60, totals: known });
    expect(seen.series).toHaveLength(180);
    const times = seen.series.map(({ at }) => Date.parse(at));
    expect(times.every((ms, step) => ms % 60_000 === 0 && ms === (times[0] ?? 0) + step * 60_000)).toBe(true);
    expect(seen.series.filter(({ delivered }) => delivered > 0).length).toBeLessThanOrEqual(2);
    for (const [hours, stepSeconds, steps] of [
      [1, 60, 60],
      [24, 300, 288],
      [168, 3600, 168],
    ]) {
      const other = await overview(`?hours=${hours}`);
      expect([other.stepSeconds, other.series.length, other.totals]).toEqual([stepSeconds, steps, known]);
    }
  });

  it('counts subscribers by status, the demo receiver among them', async () => {
    expect((await overview()).subscribers).toEqual({ total: 5, byStatus: { active: 4, paused: 1 } });
  });

  it('names those whose endpoint fails, the longest first, and what waits for them', async () => {
    const { failing, failingCount } = await overview();
    expect(failingCount).toBe(2);
    expect(failing).toEqual([
      {
        ...{ subscriberId: slow.id, name: '/slow', tenant: 'acme', status: 'active', failures: 1 },
        ...{ failingSince: expect.any(String) as string, lastFailureAt: expect.any(String) as string },
        last: { outcome: 'responded', httpStatus: 503 },
        oldestPendingAt: '2026-11-01T00:00:00Z',
      },
      {
        ...{ subscriberId: gone.id, name: '/gone', status: 'active', failures: 4 },
        ...{ failingSince: expect.any(String) as string, lastFailureAt: expect.any(String) as string },
        last: { outcome: 'responded', httpStatus: 503 },
      },
    ]);
    expect((failing[0]?.failingSince ?? '') < (failing[1]?.failingSince ?? '')).toBe(true);
  });

  it('counts dead letters, finds what waits longest, and says how far back events can be replayed', async () => {
    expect(await overview()).toMatchObject({
      deadLetters: { count: 2, isComplete: true },
      oldestPending: {
        subscriberId: slow.id,
        eventId: pendingId,
        eventType: 'slow.a',
        eventTime: '2026-11-01T00:00:00Z',
      },
      archive: { retentionDays: 30 },
    });
  });

  it.each(['0', '2', '', 'many', '3.0'])('of %j hours is refused', async (hours) => {
    const { status, body } = await fanfare.api('GET', `/v1/overview?hours=${hours}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ path: 'hours', message: 'must be one of 1, 3, 24, 168' }] });
  });
});

describe('the state of subscribers', () => {
  const list = async (query: string) =>
    (await fanfare.api<{ items: State[] }>('GET', `/v1/subscribers?${query}`)).body.items;

  it('stands in their list where it is asked for', async () => {
    const items = await list('include=state');
    const of = ({ id }: SubscriberView) => items.find((item) => item.id === id);
    expect(of(well)).toMatchObject({
      queue: { depth: 0, inFlight: 0, deadLetters: 0 },
      recent: { deliveries: EVENTS, delivered: EVENTS, pending: 0, dead: 0 },
    });
    expect(of(well)).not.toHaveProperty('failing');
    expect(of(slow)).toMatchObject({
      queue: { depth: 0, inFlight: 1, deadLetters: 0 },
      recent: { deliveries: 1, delivered: 0, pending: 1, dead: 0 },
      failing: { failures: 1, last: { outcome: 'responded', httpStatus: 503 } },
      oldestPendingAt: '2026-11-01T00:00:00Z',
    });
    expect(of(gone)).toMatchObject({ queue: { deadLetters: 2 }, recent: { dead: 2 }, failing: { failures: 4 } });
    expect(of(gone)).not.toHaveProperty('oldestPendingAt');
  });

  it('stands not in the list otherwise, and always in the answer about one', async () => {
    for (const item of await list('')) expect(item).not.toHaveProperty('recent');
    const one = (await fanfare.subscriber(slow.id)) as State;
    const [listed] = (await list('include=state')).filter(({ id }) => id === slow.id);
    expect(one).toEqual(listed);
  });

  it('of one that cannot be asked about is refused', async () => {
    const { status, body } = await fanfare.api('GET', '/v1/subscribers?include=everything');
    expect([status, body]).toEqual([
      400,
      expect.objectContaining({ errors: [{ path: 'include', message: 'must be one of state' }] }),
    ]);
  });

  it('forgets that an endpoint failed when it takes what it is sent', async () => {
    fanfare.endpoint.behave('/gone', () => ({ status: 200 }));
    const eventId = newEventId();
    await fanfare.publish({ DetailType: 'gone.b', Detail: JSON.stringify({ eventId }) });
    await fanfare.settled(gone.id, eventId, 'delivered');
    await until('its endpoint to be well', async () => !('failing' in (await fanfare.subscriber(gone.id))));
    expect((await overview()).failing.map(({ subscriberId }) => subscriberId)).toEqual([slow.id]);
  });
});
