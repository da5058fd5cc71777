/** What becomes of messages that come with a replay's name, put on the queues as EventBridge puts them. */
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ReplayRequest, replayName } from '../../core/replay-name.ts';
import { newEventId, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { idOf, Puller } from './puller.ts';

let fanfare: TestPlatform;
beforeAll(async () => {
  fanfare = await TestPlatform.start();
});
afterAll(() => fanfare.stop());

let replays = 0;
/** Each is younger than the one before. */
function newReplay(mode: 'new' | 'all' | { readonly one: string }): string {
  replays += 1;
  const id = `rpl_${replays.toString(16).padStart(12, '0')}00000000`;
  const request: ReplayRequest =
    typeof mode === 'string' ? { stage: 'local', id, mode } : { stage: 'local', id, mode: 'all', eventId: mode.one };
  return replayName(request);
}

/** Puts an event on a subscriber's queue, once for each of these: without a replay, or as replayed by one. */
async function put(subscriberId: string, eventId: string, ...names: (string | undefined)[]): Promise<void> {
  const Entries = names.map((replay, at) => ({
    Id: String(at),
    MessageBody: JSON.stringify({
      ...{ version: '0', id: 'x', source: 's', account: '000000000000', region: 'us-east-1', resources: [] },
      ...{ 'detail-type': 'order.placed', time: '2026-11-01T10:00:00Z', detail: { eventId } },
      ...(replay === undefined ? {} : { 'replay-name': replay }),
    }),
  }));
  await fanfare.sqs.send(new SendMessageBatchCommand({ QueueUrl: fanfare.queueUrl(subscriberId), Entries }));
}

const postsOf = (path: string, eventId: string) =>
  fanfare.endpoint.at(path).filter(({ headers }) => headers['webhook-id'] === eventId).length;
const decisionsOf = (eventId: string) => fanfare.logOf(eventId).map(({ decision }) => decision);
const untilDecided = (eventId: string, decision: string, times: number) =>
  until(
    `${eventId} to be ${decision} ${times} times`,
    () => decisionsOf(eventId).filter((each) => each === decision).length >= times,
  );

describe('an event that was delivered', () => {
  it('is posted once more for each replay that wants it again, and for nothing else', async () => {
    const { id } = await fanfare.subscribe('/again', { eventTypes: ['nothing.else'] });
    const eventId = newEventId();
    await put(id, eventId, undefined);
    await untilDecided(eventId, 'delivered', 1);

    await put(id, eventId, newReplay('new'));
    await untilDecided(eventId, 'duplicate', 1);
    await put(id, eventId, newReplay({ one: newEventId() }));
    await untilDecided(eventId, 'not-replayed', 1);
    expect(postsOf('/again', eventId)).toBe(1);

    const all = newReplay('all');
    await put(id, eventId, all);
    await untilDecided(eventId, 'delivered', 2);
    await put(id, eventId, all);
    await untilDecided(eventId, 'duplicate', 2);
    await put(id, eventId, newReplay({ one: eventId }));
    await untilDecided(eventId, 'delivered', 3);
    expect(postsOf('/again', eventId)).toBe(3);
    const { attempts } = await fanfare.settled(id, eventId, 'delivered');
    expect(attempts).toMatchObject([{ number: 1 }, { number: 2, round: 2 }, { number: 3, round: 3 }]);
  });

  it('and comes in one batch with and without a replay is posted once more', async () => {
    const { id } = await fanfare.subscribe('/mixed', { eventTypes: ['nothing.else'] });
    const eventId = newEventId();
    await put(id, eventId, undefined);
    await untilDecided(eventId, 'delivered', 1);
    const all = newReplay('all');
    await put(id, eventId, newReplay({ one: newEventId() }), undefined, all, newReplay('new'), all);
    await untilDecided(eventId, 'delivered', 2);
    await until('the queue to be empty', async () => {
      const { queue } = await fanfare.subscriber(id);
      return queue.depth + queue.inFlight === 0;
    });
    expect(postsOf('/mixed', eventId)).toBe(2);
  });

  it('is tried by the whole schedule when it is replayed, and may end as a dead letter', async () => {
    const { id } = await fanfare.subscribe('/worse', { eventTypes: ['nothing.else'], retrySchedule: [1] });
    const eventId = newEventId();
    await put(id, eventId, undefined);
    await untilDecided(eventId, 'delivered', 1);
    fanfare.endpoint.behave('/worse', () => ({ status: 500 }));
    await put(id, eventId, newReplay('all'));
    const { attempts } = await fanfare.settled(id, eventId, 'dead');
    expect(attempts).toMatchObject([{ httpStatus: 200 }, { httpStatus: 500, round: 2 }, { httpStatus: 500, round: 2 }]);
  });
});

describe('an event that is not known', () => {
  it('is delivered by a replay, once however often it comes', async () => {
    const { id } = await fanfare.subscribe('/backfilled', { eventTypes: ['nothing.else'] });
    for (const replay of [newReplay('new'), newReplay('all'), 'by-hand-in-the-console']) {
      const eventId = newEventId();
      await put(id, eventId, replay, replay);
      await until('both copies', () => fanfare.logOf(eventId).some(({ duplicates }) => Number(duplicates) === 1));
      expect(postsOf('/backfilled', eventId)).toBe(1);
    }
  });

  it('is left alone where another one is replayed: nothing is claimed', async () => {
    const { id } = await fanfare.subscribe('/untouched', { eventTypes: ['nothing.else'] });
    const eventId = newEventId();
    await put(id, eventId, newReplay({ one: newEventId() }));
    await untilDecided(eventId, 'not-replayed', 1);
    expect(await fanfare.delivery(id, eventId)).toBeUndefined();
    await put(id, eventId, undefined);
    await untilDecided(eventId, 'delivered', 1);
  });
});

describe('a puller', () => {
  it('is handed what it acknowledged once more for a replay, and acknowledges it again', async () => {
    const puller = await Puller.subscribe(fanfare, 'pulled-again');
    const eventId = newEventId();
    await put(puller.id, eventId, undefined);
    await puller.ack(await puller.pullOne());
    const all = newReplay('all');
    await put(puller.id, eventId, newReplay({ one: newEventId() }), all);
    const item = await puller.pullOne();
    expect(idOf(item)).toBe(eventId);
    expect(await puller.ack(item)).toMatchObject({ acknowledged: 1, failed: [] });
    expect(await fanfare.settled(puller.id, eventId, 'delivered')).toMatchObject({
      attempts: [{ outcome: 'acknowledged' }, { outcome: 'acknowledged', round: 2 }],
    });
    await put(puller.id, eventId, all);
    expect(await puller.pull({ waitSeconds: 2 })).toEqual([]);
    expect(decisionsOf(eventId)).toContain('duplicate');
  });
});
