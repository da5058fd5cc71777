/** Do receives that wait get their messages at once, and nobody else's? */
import {
  ChangeMessageVisibilityCommand,
  DeleteQueueCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PLATFORM_CALL } from '../../local/aws/service.ts';
import { type RunningSqs, startSqs } from './start-sqs.ts';

let running: RunningSqs;
let QueueUrl: string;
beforeEach(async () => {
  running = await startSqs();
  QueueUrl = await running.queue('orders');
});
afterEach(() => running.stop());

describe('a long poll', () => {
  const wait = { WaitTimeSeconds: 20 };

  it('is answered at once by a send', async () => {
    const poll = running.receive(QueueUrl, wait);
    await running.send(QueueUrl, 'a');
    expect(await poll).toMatchObject([{ Body: 'a' }]);
  });

  it('waits as long as the queue says when it does not say itself, and is then empty', async () => {
    const Attributes = { ReceiveMessageWaitTimeSeconds: '1' };
    await running.client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    const before = performance.now();
    expect(await running.receive(QueueUrl)).toEqual([]);
    expect(performance.now() - before).toBeGreaterThan(950);
  });

  it('is answered when a delayed message becomes visible', async () => {
    await running.client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'later', DelaySeconds: 1 }));
    expect(await running.receive(QueueUrl, wait)).toMatchObject([{ Body: 'later' }]);
  });

  it('is answered when a hidden message comes back, also when that is sooner than it was', async () => {
    await running.send(QueueUrl, 'a');
    const [message] = await running.receive(QueueUrl);
    const poll = running.receive(QueueUrl, wait);
    const { ReceiptHandle } = message ?? {};
    await running.client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 1 }));
    expect(await poll).toMatchObject([{ Body: 'a' }]);
  });

  it('misses no message that becomes visible while it lines up', async () => {
    let clock = 0;
    const ticking = await startSqs({ now: () => clock++ });
    try {
      const url = await ticking.queue('ticking', { VisibilityTimeout: '60' });
      for (let early = 1; early <= 4; early++) {
        const sentAt = clock;
        await ticking.client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'a', DelaySeconds: 5 }));
        clock = sentAt + 5_000 - early;
        expect(await ticking.receive(url, { WaitTimeSeconds: 1 })).toHaveLength(1);
      }
    } finally {
      await ticking.stop();
    }
  });

  it('shares what comes with the other polls, each message to one of them', async () => {
    const polls = [1, 2, 3].map(() => running.receive(QueueUrl, { ...wait, MaxNumberOfMessages: 1 }));
    await running.send(QueueUrl, 'a', 'b', 'c');
    const bodies = (await Promise.all(polls)).flat().map((message) => message.Body);
    expect(bodies.sort()).toEqual(['a', 'b', 'c']);
  });

  it('takes no message when its caller has gone away', async () => {
    const gone = new AbortController();
    const input = { QueueUrl, WaitTimeSeconds: 20 };
    const poll = running.sqs.handle('ReceiveMessage', input, { ...PLATFORM_CALL, signal: gone.signal });
    gone.abort();
    expect(await poll).toEqual({});
    await running.send(QueueUrl, 'a');
    expect(await running.sqs.handle('ReceiveMessage', input, { ...PLATFORM_CALL, signal: gone.signal })).toEqual({});
    expect(await running.depth(QueueUrl)).toBe('1');
  });

  it('is refused when its queue is deleted', async () => {
    const poll = running.sqs.handle('ReceiveMessage', { QueueUrl, ...wait }, PLATFORM_CALL);
    const refused = expect(poll).rejects.toMatchObject({ code: 'QueueDoesNotExist' });
    await running.client.send(new DeleteQueueCommand({ QueueUrl }));
    await refused;
  });

  it('is answered with nothing when the service stops', async () => {
    const poll = running.sqs.handle('ReceiveMessage', { QueueUrl, ...wait }, PLATFORM_CALL);
    running.sqs.stop();
    expect(await poll).toEqual({});
  });
});
