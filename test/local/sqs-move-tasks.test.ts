/** Do dead letters come back to their queues as SQS documents it? */
import { DatabaseSync } from 'node:sqlite';
import {
  CancelMessageMoveTaskCommand,
  DeleteQueueCommand,
  ListMessageMoveTasksCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
  type StartMessageMoveTaskCommandInput,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AwsError } from '../../local/aws/service.ts';
import { arnOf, type RunningSqs, startSqs } from './start-sqs.ts';

let running: RunningSqs;
beforeEach(async () => {
  running = await startSqs();
});
afterEach(() => running.stop());

const ALL = { MessageSystemAttributeNames: ['All' as const], MessageAttributeNames: ['All'] };

const start = async (input: Partial<StartMessageMoveTaskCommandInput>, on = running) => {
  const command = new StartMessageMoveTaskCommand({ SourceArn: arnOf('orders-dlq'), ...input });
  return String((await on.client.send(command)).TaskHandle);
};
const tasks = async (on = running, MaxResults?: number) => {
  const command = new ListMessageMoveTasksCommand({ SourceArn: arnOf('orders-dlq'), MaxResults });
  return (await on.client.send(command)).Results ?? [];
};
const untilTaskIs = (status: string, on = running) =>
  vi.waitFor(async () => {
    const [task] = await tasks(on);
    expect(task?.Status).toBe(status);
    return task;
  });

describe('StartMessageMoveTask without a destination', () => {
  it('brings each message back to the queue it came from, as a new message with the same content', async () => {
    const { queue: orders, dlq } = await running.queueWithDeadLetters('orders', 1);
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf('orders-dlq'), maxReceiveCount: 1 });
    const invoices = await running.queue('invoices', { RedrivePolicy });
    const sent = await running.client.send(
      new SendMessageCommand({ QueueUrl: orders, MessageBody: 'order', MessageGroupId: 'tenant' }),
    );
    await running.send(invoices, 'invoice');
    for (const queue of [orders, invoices]) await running.exhaust(queue, 1);
    expect(await running.depth(dlq)).toBe('2');

    await start({});
    const done = await untilTaskIs('COMPLETED');
    expect(done).toEqual({
      Status: 'COMPLETED',
      SourceArn: arnOf('orders-dlq'),
      ApproximateNumberOfMessagesMoved: 2,
      ApproximateNumberOfMessagesToMove: 2,
      StartedTimestamp: expect.any(Number),
    });
    expect(await running.receive(invoices)).toMatchObject([{ Body: 'invoice' }]);
    const [order] = await running.receive(orders, ALL);
    expect(order?.Body).toBe('order');
    expect(order?.MessageId).not.toBe(sent.MessageId);
    expect(order?.Attributes).toMatchObject({ ApproximateReceiveCount: '1', MessageGroupId: 'tenant' });
    expect(order?.Attributes).not.toHaveProperty('DeadLetterQueueSourceArn');
  });

  it('fails at a message that was sent straight to the dead-letter queue, and keeps it there', async () => {
    const { queue, dlq } = await running.queueWithDeadLetters('orders', 1);
    await running.send(queue, 'moved by SQS');
    await running.exhaust(queue, 1);
    await running.send(dlq, 'sent here');
    await start({});
    expect(await untilTaskIs('FAILED')).toMatchObject({
      FailureReason: 'CouldNotDetermineMessageSource',
      ApproximateNumberOfMessagesMoved: 1,
      ApproximateNumberOfMessagesToMove: 2,
    });
    expect(await running.receive(queue)).toMatchObject([{ Body: 'moved by SQS' }]);
    expect(await running.receive(dlq)).toMatchObject([{ Body: 'sent here' }]);
  });

  it('fails at a message whose queue is gone', async () => {
    const { queue, dlq } = await running.queueWithDeadLetters('orders', 1);
    await running.send(queue, 'a');
    await running.exhaust(queue, 1);
    await running.client.send(new DeleteQueueCommand({ QueueUrl: queue }));
    await running.queue('other', {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf('orders-dlq'), maxReceiveCount: 1 }),
    });
    await start({});
    expect(await untilTaskIs('FAILED')).toMatchObject({ FailureReason: 'AWS.SimpleQueueService.NonExistentQueue' });
    expect(await running.depth(dlq)).toBe('1');
  });
});

describe('StartMessageMoveTask with a destination', () => {
  it('moves messages of any origin there, those sent straight to the dead-letter queue too', async () => {
    const { queue, dlq } = await running.queueWithDeadLetters('orders', 1);
    await running.send(dlq, 'a', 'b');
    await start({ DestinationArn: arnOf('orders') });
    expect(await untilTaskIs('COMPLETED')).toMatchObject({ DestinationArn: arnOf('orders') });
    expect((await running.receive(queue)).map((message) => message.Body)).toEqual(['a', 'b']);
    expect(await running.depth(dlq)).toBe('0');
  });

  it('keeps to its rate', async () => {
    const { queue, dlq } = await running.queueWithDeadLetters('orders', 1);
    await running.send(dlq, 'a', 'b', 'c', 'd');
    const before = performance.now();
    await start({ DestinationArn: arnOf('orders'), MaxNumberOfMessagesPerSecond: 5 });
    await untilTaskIs('COMPLETED');
    expect(performance.now() - before).toBeGreaterThan(550);
    expect(await running.depth(queue)).toBe('4');
  });

  it('can be cancelled while it runs; what was moved stays moved', async () => {
    const { queue, dlq } = await running.queueWithDeadLetters('orders', 1);
    await running.send(dlq, 'a', 'b', 'c');
    const TaskHandle = await start({ DestinationArn: arnOf('orders'), MaxNumberOfMessagesPerSecond: 1 });
    await vi.waitFor(async () => expect(await running.depth(queue)).toBe('1'));
    expect(await tasks()).toMatchObject([{ TaskHandle, Status: 'RUNNING', MaxNumberOfMessagesPerSecond: 1 }]);

    const cancelled = await running.client.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
    expect(cancelled.ApproximateNumberOfMessagesMoved).toBe(1);
    expect(await untilTaskIs('CANCELLED')).not.toHaveProperty('TaskHandle');
    expect(await running.depth(dlq)).toBe('2');
    const again = running.client.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
    await expect(again).rejects.toThrow('Only active tasks can be cancelled.');
  });

  it('leaves alone what comes into the dead-letter queue while it runs', async () => {
    const { queue, dlq } = await running.queueWithDeadLetters('orders', 1);
    await running.send(dlq, 'a', 'b', 'c');
    await start({ DestinationArn: arnOf('orders'), MaxNumberOfMessagesPerSecond: 10 });
    await running.send(dlq, 'later');
    expect(await untilTaskIs('COMPLETED')).toMatchObject({ ApproximateNumberOfMessagesMoved: 3 });
    expect(await running.depth(queue)).toBe('3');
    expect(await running.receive(dlq)).toMatchObject([{ Body: 'later' }]);
  });

  it('goes on after a restart of the service', async () => {
    const db = new DatabaseSync(':memory:');
    const first = await startSqs({ db });
    const { dlq } = await first.queueWithDeadLetters('orders', 1);
    await first.send(dlq, 'a', 'b', 'c');
    await start({ DestinationArn: arnOf('orders'), MaxNumberOfMessagesPerSecond: 4 }, first);
    await vi.waitFor(async () => expect(await first.attribute(dlq, 'ApproximateNumberOfMessages')).toBe('2'));
    await first.stop();

    const second = await startSqs({ db });
    try {
      expect(await untilTaskIs('COMPLETED', second)).toMatchObject({ ApproximateNumberOfMessagesMoved: 3 });
    } finally {
      await second.stop();
    }
  });

  it('is asked for by someone who may send there', async () => {
    const refuse = (queueArn: string) => {
      throw new AwsError('AccessDeniedException', `not to ${queueArn}`, { status: 403 });
    };
    const guarded = await startSqs({ authorizeSend: refuse });
    try {
      await guarded.queueWithDeadLetters('orders', 1);
      await expect(start({}, guarded)).rejects.toThrow(`not to ${arnOf('orders')}`);
      expect(await tasks(guarded)).toEqual([]);
    } finally {
      await guarded.stop();
    }
  });
});

describe('move tasks are refused', () => {
  beforeEach(() => running.queueWithDeadLetters('orders', 1));

  it.each([
    [{ SourceArn: arnOf('orders') }, 'Source queue must be configured as a Dead Letter Queue.'],
    [{ SourceArn: arnOf('none') }, "for the SourceArn parameter doesn't exist"],
    [{ DestinationArn: arnOf('none') }, "for the DestinationArn parameter doesn't exist"],
    [{ MaxNumberOfMessagesPerSecond: 501 }, 'MaxNumberOfMessagesPerSecond'],
  ])('when asked for %j', async (input, reason) => {
    await expect(start(input)).rejects.toThrow(reason);
  });

  it('while another of the same source is active', async () => {
    const dlq = await running.queue('orders-dlq');
    await running.send(dlq, 'a', 'b');
    const slow = { DestinationArn: arnOf('orders'), MaxNumberOfMessagesPerSecond: 1 };
    await start(slow);
    await expect(start(slow)).rejects.toThrow('Only one active task is allowed');
  });

  it('when the handle to cancel is none', async () => {
    const cancel = (TaskHandle: string) => running.client.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
    await expect(cancel('nonsense')).rejects.toThrow('Value for parameter TaskHandle is invalid.');
    const unknown = JSON.stringify({ taskId: 'none', sourceArn: arnOf('orders-dlq') });
    await expect(cancel(Buffer.from(unknown).toString('base64'))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Task does not exist.',
    });
  });
});

describe('ListMessageMoveTasks', () => {
  it('answers the newest task, or as many more as are asked for', async () => {
    await running.queueWithDeadLetters('orders', 1);
    for (let round = 0; round < 3; round++) {
      await start({});
      await untilTaskIs('COMPLETED');
    }
    expect(await tasks()).toHaveLength(1);
    expect(await tasks(running, 10)).toHaveLength(3);
  });
});
