/** Do messages reach consumers, stay hidden and come back as SQS documents it? */
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningSqs, startSqs } from './start-sqs.ts';

let running: RunningSqs;
let QueueUrl: string;
beforeEach(async () => {
  running = await startSqs();
  QueueUrl = await running.queue('orders');
});
afterEach(() => running.stop());

const receiveOne = async () => {
  const [message] = await running.receive(QueueUrl, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
  return { handle: String(message?.ReceiptHandle), count: message?.Attributes?.ApproximateReceiveCount };
};
const changeVisibility = (ReceiptHandle: string, VisibilityTimeout: number) =>
  running.client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
const remove = (ReceiptHandle: string) => running.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));

describe('ReceiveMessage', () => {
  it('hands out one message unless more are asked for, the oldest first', async () => {
    await running.send(QueueUrl, 'a', 'b', 'c');
    expect(await running.receive(QueueUrl, { MaxNumberOfMessages: undefined })).toMatchObject([{ Body: 'a' }]);
    expect(await running.receive(QueueUrl)).toMatchObject([{ Body: 'b' }, { Body: 'c' }]);
    expect(await running.attribute(QueueUrl, 'ApproximateNumberOfMessagesNotVisible')).toBe('3');
  });

  it('hides a message for the visibility timeout, then hands it out again and counts', async () => {
    await running.send(QueueUrl, 'a');
    expect((await receiveOne()).count).toBe('1');
    running.pass(29);
    expect(await running.receive(QueueUrl)).toEqual([]);
    running.pass(2);
    expect((await receiveOne()).count).toBe('2');
  });

  it('says when a message was first received, however often it was since', async () => {
    await running.send(QueueUrl, 'a');
    const firstReceived = async () => {
      const MessageSystemAttributeNames = ['ApproximateFirstReceiveTimestamp' as const];
      const [message] = await running.receive(QueueUrl, { MessageSystemAttributeNames });
      return message?.Attributes?.ApproximateFirstReceiveTimestamp;
    };
    const first = await firstReceived();
    expect(first).toMatch(/^\d{13}$/);
    for (let again = 0; again < 2; again++) {
      running.pass(31);
      expect(await firstReceived()).toBe(first);
    }
  });

  it('takes a visibility timeout of its own, 0 included', async () => {
    await running.send(QueueUrl, 'a');
    await running.receive(QueueUrl, { VisibilityTimeout: 0 });
    await running.receive(QueueUrl, { VisibilityTimeout: 100 });
    running.pass(99);
    expect(await running.receive(QueueUrl)).toEqual([]);
    running.pass(2);
    expect((await receiveOne()).count).toBe('3');
  });

  it.each([
    { MaxNumberOfMessages: 11 },
    { MaxNumberOfMessages: 0 },
    { WaitTimeSeconds: 21 },
    { VisibilityTimeout: 43_201 },
  ])('refuses %j', async (input) => {
    await expect(running.receive(QueueUrl, input)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  it('refuses more messages in flight than the limit', async () => {
    const small = await startSqs({ inFlightLimit: 3 });
    try {
      const queue = await small.queue('orders');
      await small.send(queue, 'a', 'b', 'c', 'd');
      const taken = await small.receive(queue);
      expect(taken).toHaveLength(3);
      await expect(small.receive(queue)).rejects.toMatchObject({ name: 'OverLimit' });
      const ReceiptHandle = taken[0]?.ReceiptHandle;
      await small.client.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle }));
      expect(await small.receive(queue)).toMatchObject([{ Body: 'd' }]);
    } finally {
      await small.stop();
    }
  });

  it('no longer hands out what is older than the retention period, whatever this was at the send', async () => {
    await running.send(QueueUrl, 'a');
    running.pass(61);
    expect(await running.depth(QueueUrl)).toBe('1');
    const Attributes = { MessageRetentionPeriod: '60' };
    await running.client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    await running.send(QueueUrl, 'b');
    expect(await running.depth(QueueUrl)).toBe('1');
    expect(await running.receive(QueueUrl)).toMatchObject([{ Body: 'b' }]);
  });
});

describe('DeleteMessage', () => {
  it('removes a message, and is no error the second time', async () => {
    await running.send(QueueUrl, 'a');
    const { handle } = await receiveOne();
    await remove(handle);
    await remove(handle);
    running.pass(31);
    expect(await running.receive(QueueUrl)).toEqual([]);
  });

  it('still works after the visibility timeout while nobody else received the message', async () => {
    await running.send(QueueUrl, 'a');
    const { handle } = await receiveOne();
    running.pass(31);
    await remove(handle);
    expect(await running.receive(QueueUrl)).toEqual([]);
  });

  it('succeeds with an old receipt handle and leaves the message of the newer receive', async () => {
    await running.send(QueueUrl, 'a');
    const { handle: old } = await receiveOne();
    running.pass(31);
    await receiveOne();
    await remove(old);
    expect(await running.attribute(QueueUrl, 'ApproximateNumberOfMessagesNotVisible')).toBe('1');
  });

  it('refuses what is no receipt handle of this queue', async () => {
    await running.send(await running.queue('other'), 'a');
    const [message] = await running.receive(await running.queue('other'));
    for (const handle of ['nonsense', String(message?.ReceiptHandle)]) {
      await expect(remove(handle)).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' });
    }
  });

  it('says of each entry of a batch how it went', async () => {
    await running.send(QueueUrl, 'a');
    const { handle } = await receiveOne();
    const Entries = [
      { Id: 'good', ReceiptHandle: handle },
      { Id: 'bad', ReceiptHandle: 'nonsense' },
    ];
    const answer = await running.client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    expect(answer.Successful).toEqual([{ Id: 'good' }]);
    expect(answer.Failed).toMatchObject([{ Id: 'bad', Code: 'ReceiptHandleIsInvalid', SenderFault: true }]);
  });
});

describe('ChangeMessageVisibility', () => {
  it('counts from now, and is not remembered at the next receive', async () => {
    await running.send(QueueUrl, 'a');
    const { handle } = await receiveOne();
    running.pass(15);
    await changeVisibility(handle, 10);
    running.pass(9);
    expect(await running.receive(QueueUrl)).toEqual([]);
    running.pass(2);
    await receiveOne();
    running.pass(29);
    expect(await running.receive(QueueUrl)).toEqual([]);
  });

  it('with 0 shows the message at once', async () => {
    await running.send(QueueUrl, 'a');
    await changeVisibility((await receiveOne()).handle, 0);
    expect((await receiveOne()).count).toBe('2');
  });

  it('is refused beyond 12 h after the receive, not shortened', async () => {
    await running.send(QueueUrl, 'a');
    const { handle } = await receiveOne();
    running.pass(10);
    await expect(changeVisibility(handle, 43_200)).rejects.toThrow(
      'Total VisibilityTimeout for the message is beyond the limit [43200 seconds]',
    );
    await changeVisibility(handle, 43_189);
    await expect(changeVisibility(handle, 43_201)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  it('is refused for a message that is visible again', async () => {
    await running.send(QueueUrl, 'a');
    const { handle } = await receiveOne();
    running.pass(31);
    await expect(changeVisibility(handle, 60)).rejects.toMatchObject({
      name: 'MessageNotInflight',
      Error: { Code: 'AWS.SimpleQueueService.MessageNotInflight' },
    });
  });

  it('is refused for a message that is gone, or in the hands of a newer receive', async () => {
    await running.send(QueueUrl, 'a');
    const { handle: old } = await receiveOne();
    running.pass(31);
    const { handle } = await receiveOne();
    await expect(changeVisibility(old, 60)).rejects.toThrow('Message does not exist or is not available');
    await remove(handle);
    await expect(changeVisibility(handle, 60)).rejects.toThrow('Message does not exist or is not available');
  });

  it('says of each entry of a batch how it went', async () => {
    await running.send(QueueUrl, 'a');
    const { handle } = await receiveOne();
    const Entries = [
      { Id: 'good', ReceiptHandle: handle, VisibilityTimeout: 60 },
      { Id: 'long', ReceiptHandle: handle, VisibilityTimeout: 43_201 },
      { Id: 'bad', ReceiptHandle: 'nonsense', VisibilityTimeout: 60 },
    ];
    const answer = await running.client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    expect(answer.Successful).toEqual([{ Id: 'good' }]);
    expect(answer.Failed).toMatchObject([
      { Id: 'long', Code: 'InvalidParameterValue' },
      { Id: 'bad', Code: 'ReceiptHandleIsInvalid' },
    ]);
  });
});
