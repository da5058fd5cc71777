/** Do queues come, change and go as SQS documents it? */
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { arnOf, type RunningSqs, startSqs } from './start-sqs.ts';

let running: RunningSqs;
beforeEach(async () => {
  running = await startSqs();
});
afterEach(() => running.stop());

describe('CreateQueue', () => {
  it('answers the same URL for the same name, with no attributes or equal ones', async () => {
    const url = await running.queue('orders', { DelaySeconds: '5' });
    expect(url).toBe(`${running.url}/000000000000/orders`);
    expect(await running.queue('orders')).toBe(url);
    expect(await running.queue('orders', { DelaySeconds: '5', VisibilityTimeout: '30' })).toBe(url);
  });

  it('refuses a name that exists with another value of an attribute', async () => {
    await running.queue('orders', { DelaySeconds: '5' });
    await expect(running.queue('orders', { DelaySeconds: '6' })).rejects.toMatchObject({
      name: 'QueueNameExists',
      message: 'A queue already exists with the same name and a different value for attribute DelaySeconds',
    });
  });

  it.each(['', 'a.b', 'ä', 'x'.repeat(81)])('refuses the name "%s"', async (name) => {
    await expect(running.queue(name)).rejects.toMatchObject({ Error: { Type: 'Sender' } });
  });

  it.each([
    ['VisibilityTimeout', '43201', 'InvalidAttributeValue'],
    ['MessageRetentionPeriod', '59', 'InvalidAttributeValue'],
    ['DelaySeconds', 'soon', 'InvalidAttributeValue'],
    ['MaximumMessageSize', '1048577', 'InvalidAttributeValue'],
    ['Policy', 'allow', 'InvalidAttributeValue'],
    ['toString', '1', 'InvalidAttributeName'],
    ['ContentBasedDeduplication', 'true', 'InvalidAttributeName'],
  ])('refuses %s = %s with %s', async (attribute, value, name) => {
    await expect(running.queue('orders', { [attribute]: value })).rejects.toMatchObject({ name });
  });

  it('says clearly that it has no FIFO queues', async () => {
    await expect(running.queue('orders.fifo', { FifoQueue: 'true' })).rejects.toMatchObject({
      name: 'UnsupportedOperation',
      message: expect.stringContaining('FIFO'),
    });
  });

  it('gives a deleted name free at once, or after 60 s where names are blocked as on AWS', async () => {
    const strict = await startSqs({ blockDeletedNames: true });
    try {
      for (const { client, queue } of [running, strict]) {
        await client.send(new DeleteQueueCommand({ QueueUrl: await queue('orders') }));
      }
      await running.queue('orders');
      await expect(strict.queue('orders')).rejects.toMatchObject({ name: 'QueueDeletedRecently' });
    } finally {
      await strict.stop();
    }
  });
});

describe('queue URLs', () => {
  it('are found by name', async () => {
    const QueueUrl = await running.queue('orders');
    expect(await running.client.send(new GetQueueUrlCommand({ QueueName: 'orders' }))).toMatchObject({ QueueUrl });
  });

  it('of a queue that is not there are refused under both names of the error', async () => {
    await expect(running.client.send(new GetQueueUrlCommand({ QueueName: 'none' }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
      Error: { Code: 'AWS.SimpleQueueService.NonExistentQueue' },
    });
  });

  it('are listed by prefix and page by page, with a token only where MaxResults is given', async () => {
    for (const name of ['b-1', 'a-2', 'a-1', 'a-3']) await running.queue(name);
    const list = async (input: object) => {
      const { QueueUrls, NextToken } = await running.client.send(new ListQueuesCommand(input));
      return { names: QueueUrls?.map((url) => url.split('/').at(-1)), NextToken };
    };
    expect(await list({})).toEqual({ names: ['a-1', 'a-2', 'a-3', 'b-1'], NextToken: undefined });
    const first = await list({ QueueNamePrefix: 'a-', MaxResults: 2 });
    expect(first).toEqual({ names: ['a-1', 'a-2'], NextToken: expect.any(String) });
    const second = await list({ QueueNamePrefix: 'a-', MaxResults: 2, NextToken: first.NextToken });
    expect(second).toEqual({ names: ['a-3'], NextToken: undefined });
  });
});

describe('queue attributes', () => {
  const all = async (QueueUrl: string) => {
    const input = { QueueUrl, AttributeNames: ['All' as const] };
    return (await running.client.send(new GetQueueAttributesCommand(input))).Attributes;
  };

  it('have their documented defaults', async () => {
    expect(await all(await running.queue('orders'))).toEqual({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesDelayed: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
      CreatedTimestamp: expect.stringMatching(/^\d{10}$/),
      DelaySeconds: '0',
      LastModifiedTimestamp: expect.stringMatching(/^\d{10}$/),
      MaximumMessageSize: '1048576',
      MessageRetentionPeriod: '345600',
      QueueArn: arnOf('orders'),
      ReceiveMessageWaitTimeSeconds: '0',
      SqsManagedSseEnabled: 'true',
      VisibilityTimeout: '30',
    });
  });

  it('are set one by one, and texts are unset by an empty value', async () => {
    const QueueUrl = await running.queue('orders', { VisibilityTimeout: '60' });
    const set = (Attributes: Record<string, string>) =>
      running.client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    await set({ Policy: '{"Statement":[]}', KmsMasterKeyId: 'alias/fanfare' });
    expect(await all(QueueUrl)).toMatchObject({
      VisibilityTimeout: '60',
      Policy: '{"Statement":[]}',
      KmsMasterKeyId: 'alias/fanfare',
      KmsDataKeyReusePeriodSeconds: '300',
      SqsManagedSseEnabled: 'false',
    });
    await set({ Policy: '', KmsMasterKeyId: '' });
    const after = await all(QueueUrl);
    expect(after).toMatchObject({ SqsManagedSseEnabled: 'true' });
    expect(after).not.toHaveProperty('Policy');
    expect(after).not.toHaveProperty('KmsMasterKeyId');
  });

  it('allow one kind of encryption at a time', async () => {
    const attributes = { KmsMasterKeyId: 'alias/fanfare', SqsManagedSseEnabled: 'true' };
    await expect(running.queue('orders', attributes)).rejects.toMatchObject({ name: 'InvalidAttributeName' });
  });

  it('name only a dead-letter queue that exists and allows it', async () => {
    const policy = { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf('dlq'), maxReceiveCount: '3' }) };
    await expect(running.queue('orders', policy)).rejects.toThrow('Dead letter target does not exist.');
    const allow = { redrivePermission: 'byQueue', sourceQueueArns: [arnOf('invoices')] };
    await running.queue('dlq', { RedriveAllowPolicy: JSON.stringify(allow) });
    await expect(running.queue('orders', policy)).rejects.toThrow('RedriveAllowPolicy');
    await running.queue('invoices', policy);
  });

  it('of a dead-letter queue say which queues are its sources', async () => {
    const { dlq, queue } = await running.queueWithDeadLetters('orders', 3);
    const sources = await running.client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dlq }));
    expect(sources.queueUrls).toEqual([queue]);
  });
});

describe('tags', () => {
  it('are set at creation, added, overwritten and removed', async () => {
    const tags = { stage: 'local', team: 'a' };
    const { QueueUrl } = await running.client.send(new CreateQueueCommand({ QueueName: 'orders', tags }));
    await running.client.send(new TagQueueCommand({ QueueUrl, Tags: { team: 'b', owner: 'c' } }));
    await running.client.send(new UntagQueueCommand({ QueueUrl, TagKeys: ['owner', 'none'] }));
    const { Tags } = await running.client.send(new ListQueueTagsCommand({ QueueUrl }));
    expect(Tags).toEqual({ stage: 'local', team: 'b' });
  });
});

describe('emptying and deleting', () => {
  it('purges waiting and in-flight messages, once in 60 s', async () => {
    const QueueUrl = await running.queue('orders');
    await running.send(QueueUrl, 'a', 'b');
    await running.receive(QueueUrl, { MaxNumberOfMessages: 1 });
    const purge = () => running.client.send(new PurgeQueueCommand({ QueueUrl }));
    await purge();
    expect(await running.attribute(QueueUrl, 'ApproximateNumberOfMessages')).toBe('0');
    expect(await running.attribute(QueueUrl, 'ApproximateNumberOfMessagesNotVisible')).toBe('0');
    await expect(purge()).rejects.toMatchObject({ name: 'PurgeQueueInProgress' });
    running.pass(60);
    await purge();
  });

  it('deletes a queue with its messages', async () => {
    const QueueUrl = await running.queue('orders');
    await running.send(QueueUrl, 'a');
    await running.client.send(new DeleteQueueCommand({ QueueUrl }));
    await expect(running.receive(QueueUrl)).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
    expect(await running.receive(await running.queue('orders'))).toEqual([]);
  });
});
