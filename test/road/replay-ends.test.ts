/** Replays that wait, and those that end before their time. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AwsCall, Fault } from '../../local/aws/fault.ts';
import { type SubscriberView, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { Replays, type ReplayView } from './replays.ts';

/** So many that a replay of them takes a while. */
const MANY = 5000;
const FROM = new Date(Date.now() - 60_000).toISOString();

/** Subscribers for whom EventBridge has no replay left to run. */
const crowdedOut = new Set<string>();
/** What is done just before the replay to a subscriber is begun. */
const beforeBeginning = new Map<string, () => Promise<unknown>>();

let fanfare: TestPlatform;
let replays: Replays;
beforeAll(async () => {
  fanfare = await TestPlatform.start({}, { onAwsCall });
  replays = new Replays(fanfare);
});
afterAll(() => fanfare.stop());

async function onAwsCall({ action, request }: AwsCall): Promise<'pass' | Fault> {
  const [id = ''] = (action === 'StartReplay' && /sub_[0-9a-f]{32}/.exec(request)) || [];
  if (crowdedOut.has(id)) return { fault: 'before', kind: { code: 'LimitExceededException', status: 400 } };
  await beforeBeginning.get(id)?.();
  return 'pass';
}

const cancel = (id: string) => fanfare.api<ReplayView>('POST', `/v1/replays/${id}/cancel`);

/** Begins a replay that EventBridge will not run. */
async function crowdOut(subscriber: SubscriberView): Promise<ReplayView> {
  crowdedOut.add(subscriber.id);
  const replay = await replays.start(subscriber.id, { from: FROM });
  await until('it to say what it waits for', async () => {
    const { status, waitingFor } = await replays.read(replay.id);
    expect(status).toMatch(/queued|running/);
    return waitingFor === 'As many replays as EventBridge runs at once are under way.';
  });
  return replay;
}

describe('a replay that EventBridge has no room for', () => {
  it('waits and says so, and goes on later', async () => {
    const ids = await fanfare.publish({ DetailType: 'crowded.out' });
    const subscriber = await fanfare.subscribe('/crowded', { eventTypes: ['crowded.*'] });
    const { id } = await crowdOut(subscriber);
    crowdedOut.clear();
    const { waitingFor } = await replays.completed(id);
    expect(waitingFor).toBeUndefined();
    await until('the event', () => replays.arrivals('/crowded').size === 1);
    expect([...replays.arrivals('/crowded')]).toEqual([[ids[0], 1]]);
  });

  it('can be cancelled, and sends nothing', async () => {
    const subscriber = await fanfare.subscribe('/cancelled', { eventTypes: ['crowded.*'] });
    const { id } = await crowdOut(subscriber);
    expect((await cancel(id)).status).toBe(202);
    expect(await replays.over(id)).toMatchObject({ status: 'cancelled', progress: 0 });
    expect(await cancel(id)).toMatchObject({ status: 409 });
    expect(fanfare.endpoint.at('/cancelled')).toEqual([]);
  });

  it('fails when its subscriber is deleted meanwhile', async () => {
    const subscriber = await fanfare.subscribe('/deleted', { eventTypes: ['crowded.*'] });
    const { id } = await crowdOut(subscriber);
    await fanfare.api('DELETE', `/v1/subscribers/${subscriber.id}`);
    const failure = `The subscriber ${subscriber.id} is deleted.`;
    expect(await replays.over(id)).toMatchObject({ status: 'failed', failure });
  });
});

describe('a replay under way', () => {
  /** Paused: what comes stays in its queue and can be counted. */
  async function pausedSubscriber(path: string): Promise<string> {
    const { id } = await fanfare.subscribe(path, { eventTypes: ['many.*'] });
    await fanfare.api('POST', `/v1/subscribers/${id}/pause`);
    await until('it to be paused', async () => (await fanfare.subscriber(id)).status === 'paused');
    return id;
  }

  beforeAll(async () => {
    const entries = Array.from({ length: MANY / 10 }, () => ({ DetailType: 'many.events' }));
    await Promise.all(Array.from({ length: 10 }, () => fanfare.publish(...entries)));
  });

  it('is cancelled in the middle: what was sent stays, the rest does not come', async () => {
    const subscriberId = await pausedSubscriber('/middle');
    beforeBeginning.set(subscriberId, async () => {
      const { items } = (await fanfare.api<{ items: ReplayView[] }>('GET', `/v1/replays?subscriberId=${subscriberId}`))
        .body;
      expect((await cancel(items[0]?.id ?? '')).body).toMatchObject({ status: 'cancelling' });
    });
    const { id } = await replays.start(subscriberId, { from: FROM });
    expect(await replays.over(id)).toMatchObject({ status: 'cancelled' });
    expect((await fanfare.subscriber(subscriberId)).queue.depth).toBeLessThan(MANY);
  });

  it('fails when its subscriber is disabled: what comes no more is lost, and that is said', async () => {
    const subscriberId = await pausedSubscriber('/disabled');
    beforeBeginning.set(subscriberId, () => fanfare.api('POST', `/v1/subscribers/${subscriberId}/disable`));
    const { id } = await replays.start(subscriberId, { from: FROM });
    expect(await replays.over(id)).toMatchObject({
      status: 'failed',
      failure: `The subscriber ${subscriberId} is disabled: its events do not come. Not all came to its queue.`,
    });
  });
});
