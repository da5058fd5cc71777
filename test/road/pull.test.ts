import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newEventId, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { idOf, Puller } from './puller.ts';

let fanfare: TestPlatform;
beforeAll(async () => {
  fanfare = await TestPlatform.start();
});
afterAll(() => fanfare.stop());

const event = (type: string, eventId = newEventId()) => ({
  DetailType: type,
  Detail: JSON.stringify({ eventId, amount: 12 }),
});

/** Puts messages on a subscriber's queue as they are. */
async function send(id: string, ...bodies: readonly string[]): Promise<void> {
  for (const MessageBody of bodies) {
    const Entries = [{ Id: '0', MessageBody }];
    await fanfare.sqs.send(new SendMessageBatchCommand({ QueueUrl: fanfare.queueUrl(id), Entries }));
  }
}

const message = (detail: string) =>
  `{"version":"0","id":"x","source":"s","account":"0","region":"r","resources":[],"detail-type":"large.event",` +
  `"time":"2026-11-01T10:00:00Z","detail":${detail}}`;

async function untilEmpty(id: string): Promise<void> {
  await until('its queue to be empty', async () => {
    const { queue } = await fanfare.subscriber(id);
    return queue.depth + queue.inFlight === 0;
  });
}

describe.concurrent('a puller', () => {
  it('gets the webhook that would have been posted, and has it delivered by acknowledging', async () => {
    const headers = { 'X-Api-Key': 'k-1' };
    const puller = await Puller.subscribe(fanfare, 'signed', { headers });
    const eventId = newEventId();
    await fanfare.publish({ ...event('signed.event', eventId), Time: new Date('2026-11-01T10:00:00Z') });
    const item = await puller.pullOne();
    expect(puller.verified(item)).toEqual({
      type: 'signed.event',
      timestamp: '2026-11-01T10:00:00Z',
      data: { eventId, amount: 12 },
    });
    expect(item.headers).toMatchObject({
      ...{ 'webhook-id': eventId, 'content-type': 'application/json', 'X-Api-Key': 'k-1' },
      'user-agent': expect.stringMatching(/^Fanfare\//) as string,
    });
    expect(await fanfare.delivery(puller.id, eventId)).toBeUndefined();

    expect(await puller.ack(item)).toEqual({ acknowledged: 1, failed: [] });
    const delivery = await fanfare.settled(puller.id, eventId, 'delivered');
    expect(delivery).toMatchObject({ eventType: 'signed.event', attempts: [{ number: 1, outcome: 'acknowledged' }] });
    await untilEmpty(puller.id);
    expect(fanfare.logOf(eventId)).toMatchObject([
      { message: 'hand-out', subscriberId: puller.id, attempt: 1, decision: 'handed-out' },
      { message: 'acknowledgement', subscriberId: puller.id, attempt: 1, decision: 'delivered' },
    ]);
    expect(JSON.stringify(fanfare.logOf(eventId))).not.toContain(item.receipt.slice(0, 40));
  });

  it('gets ten at a time, or as many as it asks for', async () => {
    const puller = await Puller.subscribe(fanfare, 'many');
    const published = await fanfare.publish(...Array.from({ length: 35 }, () => ({ DetailType: 'many.events' })));
    await until('all to wait', async () => (await fanfare.subscriber(puller.id)).queue.depth === 35);
    const ten = await puller.pull();
    const rest = await puller.pull({ max: 100 });
    expect([ten.length, rest.length]).toEqual([10, 25]);
    expect([...ten, ...rest].map(idOf).sort()).toEqual(published.sort());
    expect(await puller.pull()).toEqual([]);
    expect(await puller.ack(...ten, ...rest)).toEqual({ acknowledged: 35, failed: [] });
    await untilEmpty(puller.id);
  });

  it('may wait for what comes', async () => {
    const puller = await Puller.subscribe(fanfare, 'waited');
    const pulled = puller.pullOne();
    const eventId = newEventId();
    await fanfare.publish(event('waited.for', eventId));
    expect(idOf(await pulled)).toBe(eventId);
  });

  it('gets an event once that was published five times', async () => {
    const puller = await Puller.subscribe(fanfare, 'copied', { timeoutSeconds: 2 });
    const eventId = newEventId();
    await fanfare.publish(...Array.from({ length: 5 }, () => event('copied.event', eventId)));
    await until('all to wait', async () => (await fanfare.subscriber(puller.id)).queue.depth === 5);
    const item = await puller.pullOne();
    expect(await puller.ack(item)).toMatchObject({ acknowledged: 1 });
    await until('the copies to be dropped', async () => {
      expect(await puller.pull()).toEqual([]);
      const { queue } = await fanfare.subscriber(puller.id);
      return queue.depth + queue.inFlight === 0;
    });
    expect((await fanfare.delivery(puller.id, eventId))?.attempts).toHaveLength(1);
  });

  it('gets the largest events that there are one by one, what does not fit at its next pull', async () => {
    const puller = await Puller.subscribe(fanfare, 'large', { format: 'raw' });
    const bodies = [1, 2, 3].map((n) => message(`["${n}${'\\"'.repeat(520_000)}"]`));
    expect(Buffer.byteLength(bodies[0] ?? '')).toBeGreaterThan(1_000_000);
    await send(puller.id, ...bodies.map((body, at) => body.replace('"id":"x"', `"id":"large-${at}"`)));
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) {
      const [item, ...more] = await puller.pull({ max: 100 });
      expect(more).toEqual([]);
      if (item) ids.push(idOf(item));
    }
    expect(ids.sort()).toEqual(['large-0', 'large-1', 'large-2']);
  });

  it('never sees what is no event: that is a dead letter', async () => {
    const puller = await Puller.subscribe(fanfare, 'unreadable');
    await send(puller.id, 'hello');
    expect(await puller.pull({ waitSeconds: 5 })).toEqual([]);
    await until('the dead letter', async () => (await fanfare.subscriber(puller.id)).queue.deadLetters === 1);
    await untilEmpty(puller.id);
  });
});

describe('nothing is handed out', () => {
  it.each([
    ['{"max":0}', 'max', 'must be a whole number from 1 to 100'],
    ['{"max":101}', 'max', 'must be a whole number from 1 to 100'],
    ['{"waitSeconds":21}', 'waitSeconds', 'must be a whole number from 0 to 20'],
    ['{"many":7}', 'many', 'is not a known field'],
    ['[', '(body)', 'must be JSON'],
  ])('to a pull of %s', async (body, path, message) => {
    const answer = await fanfare.api('POST', `/v1/subscribers/sub_${'0'.repeat(32)}/pull`, body);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path, message }] } });
  });

  it.each(['pull', 'ack'])('where there is no such subscriber: %s', async (verb) => {
    const body = verb === 'ack' ? { receipts: ['x'] } : undefined;
    for (const id of [`sub_${'0'.repeat(32)}`, 'sub_1', 'x%23y']) {
      const answer = await fanfare.api('POST', `/v1/subscribers/${id}/${verb}`, body);
      expect(answer).toMatchObject({ status: 404, body: { type: 'urn:fanfare:problem:not-found' } });
    }
  });

  it('to a subscriber that is posted to', async () => {
    const { id } = await fanfare.subscribe('/pushed', { eventTypes: ['pushed.*'] });
    const answer = await fanfare.api('POST', `/v1/subscribers/${id}/pull`);
    expect(answer).toMatchObject({ status: 409, body: { type: 'urn:fanfare:problem:conflict' } });
    expect(answer.body).toMatchObject({ detail: expect.stringContaining('pushed to') as string });
  });

  it('while the subscriber is paused or disabled; paused, it may acknowledge what it has, and its events wait', async () => {
    const puller = await Puller.subscribe(fanfare, 'paused');
    await fanfare.publish(event('paused.before'));
    const item = await puller.pullOne();
    await puller.ask('pause');
    expect(await puller.ask('pull')).toMatchObject({
      status: 409,
      body: { detail: `The subscriber ${puller.id} is paused: resume it.` },
    });
    const [waiting] = await fanfare.publish({ DetailType: 'paused.meanwhile' });
    await puller.untilStatus('paused');
    expect(await puller.ack(item)).toEqual({ acknowledged: 1, failed: [] });
    await puller.ask('resume');
    await puller.untilStatus('active');
    expect(idOf(await puller.pullOne())).toBe(waiting);
    await puller.ask('disable');
    expect(await puller.ask('pull')).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('enable it') as string },
    });
  });
});
