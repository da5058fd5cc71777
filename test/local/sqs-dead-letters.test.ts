/** Do messages that are received too often go to their dead-letter queue as SQS documents it? */
import { DeleteQueueCommand, SendMessageCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { arnOf, type RunningSqs, startSqs } from './start-sqs.ts';

let running: RunningSqs;
beforeEach(async () => {
  running = await startSqs();
});
afterEach(() => running.stop());

const ALL = { MessageSystemAttributeNames: ['All' as const], MessageAttributeNames: ['All'] };

describe('a redrive policy', () => {
  it('moves a message on the receive that would exceed maxReceiveCount', async () => {
    const { queue, dlq } = await running.queueWithDeadLetters('orders', 2);
    await running.send(queue, 'a');
    for (const count of ['1', '2']) {
      const [message] = await running.receive(queue, { VisibilityTimeout: 0, ...ALL });
      expect(message?.Attributes?.ApproximateReceiveCount).toBe(count);
    }
    expect(await running.depth(dlq)).toBe('0');
    expect(await running.receive(queue)).toEqual([]);
    expect(await running.depth(dlq)).toBe('1');
  });

  it('hands out the next message in the place of one it moves', async () => {
    const { queue } = await running.queueWithDeadLetters('orders', 1);
    await running.send(queue, 'a');
    await running.receive(queue, { VisibilityTimeout: 0 });
    await running.send(queue, 'b');
    expect(await running.receive(queue, { MaxNumberOfMessages: 1 })).toMatchObject([{ Body: 'b' }]);
  });

  it('keeps id, sent time, attributes and receive count, and says where the message came from', async () => {
    const { queue, dlq } = await running.queueWithDeadLetters('orders', 1);
    const kind = { DataType: 'String', StringValue: 'x' };
    const sent = await running.client.send(
      new SendMessageCommand({
        QueueUrl: queue,
        MessageBody: 'a',
        MessageAttributes: { kind },
        MessageGroupId: 'tenant',
      }),
    );
    const [before] = await running.receive(queue, { VisibilityTimeout: 0, ...ALL });
    running.pass(100);
    await running.receive(queue);
    const [dead] = await running.receive(dlq, ALL);
    expect(dead).toMatchObject({ MessageId: sent.MessageId, Body: 'a', MessageAttributes: { kind } });
    expect(dead?.Attributes).toMatchObject({
      SentTimestamp: before?.Attributes?.SentTimestamp,
      ApproximateReceiveCount: '2',
      DeadLetterQueueSourceArn: arnOf('orders'),
      MessageGroupId: 'tenant',
    });
  });

  it('lets a moved message expire by the time it was first sent, one sent there by its own', async () => {
    const { queue, dlq } = await running.queueWithDeadLetters('orders', 1);
    const Attributes = { MessageRetentionPeriod: '600' };
    await running.client.send(new SetQueueAttributesCommand({ QueueUrl: dlq, Attributes }));
    await running.send(queue, 'moved');
    running.pass(500);
    expect(await running.depth(dlq)).toBe('0');
    await running.exhaust(queue, 1);
    await running.send(dlq, 'sent');
    expect(await running.depth(dlq)).toBe('2');
    running.pass(102);
    expect(await running.receive(dlq)).toMatchObject([{ Body: 'sent' }]);
  });

  it('leaves messages where they are while its dead-letter queue is gone', async () => {
    const { queue, dlq } = await running.queueWithDeadLetters('orders', 1);
    await running.client.send(new DeleteQueueCommand({ QueueUrl: dlq }));
    await running.send(queue, 'a');
    await running.exhaust(queue, 1);
    expect(await running.receive(queue)).toMatchObject([{ Body: 'a' }]);
  });

  it('of a dead-letter queue counts the receives there only', async () => {
    await running.queue('last');
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf('last'), maxReceiveCount: 1 });
    const { queue, dlq } = await running.queueWithDeadLetters('orders', 2);
    await running.client.send(new SetQueueAttributesCommand({ QueueUrl: dlq, Attributes: { RedrivePolicy } }));
    await running.send(queue, 'a');
    await running.exhaust(queue, 2);
    expect(await running.receive(dlq)).toMatchObject([{ Body: 'a' }]);
  });

  it('wakes a long poll on the dead-letter queue', async () => {
    const { queue, dlq } = await running.queueWithDeadLetters('orders', 1);
    const poll = running.receive(dlq, { WaitTimeSeconds: 20 });
    await running.send(queue, 'a');
    await running.exhaust(queue, 1);
    expect(await poll).toMatchObject([{ Body: 'a' }]);
  });
});
