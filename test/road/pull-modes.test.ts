/** Do a puller's events survive that it is posted to, and the other way round? */
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newEventId, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { idOf, Puller } from './puller.ts';

let fanfare: TestPlatform;
beforeAll(async () => {
  fanfare = await TestPlatform.start();
});
afterAll(() => fanfare.stop());

async function publish(type: string): Promise<string> {
  const eventId = newEventId();
  await fanfare.publish({ DetailType: type, Detail: JSON.stringify({ eventId }) });
  return eventId;
}

async function change(puller: Puller, settings: Record<string, unknown>): Promise<void> {
  const { status } = await fanfare.api('PATCH', `/v1/subscribers/${puller.id}`, settings);
  expect(status).toBe(200);
  await puller.untilStatus('active');
}

describe.concurrent('a subscriber that was posted to', () => {
  it('is handed what waits for its next attempt, not before that is due', async () => {
    const registered = await fanfare.subscribe('/to-pull', { eventTypes: ['topull.*'], retrySchedule: [5, 5] });
    const puller = new Puller(fanfare, registered);
    fanfare.endpoint.behave('/to-pull', () => ({ status: 503 }));
    const eventId = await publish('topull.event');
    const { nextAttemptAt = '' } = await fanfare.settled(puller.id, eventId, 'pending');
    await change(puller, { mode: 'pull', url: null });
    // A copy that wakes early, as the message itself does where its wait is longer than SQS can hide it.
    const MessageBody = JSON.stringify({
      ...{ version: '0', id: 'x', source: 's', account: '0', region: 'r', resources: [] },
      ...{ 'detail-type': 'topull.event', time: '2026-11-01T10:00:00Z', detail: { eventId } },
    });
    await fanfare.sqs.send(new SendMessageCommand({ QueueUrl: fanfare.queueUrl(puller.id), MessageBody }));
    expect(await puller.pull({ waitSeconds: 5 })).toEqual([]);
    expect(fanfare.logOf(eventId)).toContainEqual(expect.objectContaining({ decision: 'not-due' }));
    const item = await puller.pullOne();
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(nextAttemptAt));
    expect(idOf(item)).toBe(eventId);
    await puller.ack(item);
    expect((await fanfare.settled(puller.id, eventId, 'delivered')).attempts).toMatchObject([
      { number: 1, outcome: 'responded', httpStatus: 503 },
      { number: 2, outcome: 'acknowledged' },
    ]);
  });
});

describe.concurrent('a puller that is posted to from now on', () => {
  it('may still acknowledge what it was handed: that is not posted', async () => {
    const puller = await Puller.subscribe(fanfare, 'acked', { timeoutSeconds: 2 });
    const eventId = await publish('acked.event');
    const item = await puller.pullOne();
    await change(puller, { mode: 'push', url: fanfare.endpoint.url('/acked') });
    expect(await puller.ack(item)).toEqual({ acknowledged: 1, failed: [] });
    expect(await puller.ask('pull')).toMatchObject({ status: 409 });
    const after = await publish('acked.event');
    await fanfare.settled(puller.id, after, 'delivered');
    await until('its queue to be empty', async () => {
      const { queue } = await fanfare.subscriber(puller.id);
      return queue.depth + queue.inFlight === 0;
    });
    expect(fanfare.endpoint.at('/acked').map(({ headers }) => headers['webhook-id'])).toEqual([after]);
    expect((await fanfare.delivery(puller.id, eventId))?.status).toBe('delivered');
  });

  it('gets what it did not acknowledge once its time is up, and cannot acknowledge it any more', async () => {
    const puller = await Puller.subscribe(fanfare, 'unacked', { timeoutSeconds: 2 });
    const eventId = await publish('unacked.event');
    const item = await puller.pullOne();
    await change(puller, { mode: 'push', url: fanfare.endpoint.url('/unacked') });
    const delivery = await fanfare.settled(puller.id, eventId, 'delivered');
    expect(delivery.attempts).toMatchObject([
      { number: 1, outcome: 'timed-out', detail: 'acknowledge' },
      { number: 2, outcome: 'responded', httpStatus: 200 },
    ]);
    expect(await puller.ack(item)).toMatchObject({ acknowledged: 0, failed: [{ reason: 'expired' }] });
    expect(fanfare.endpoint.at('/unacked')).toHaveLength(1);
  });
});
