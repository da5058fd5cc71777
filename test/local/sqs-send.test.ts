/** Does SQS take what it should, refuse what it should, and hand it out as it was sent? */
import { hash } from 'node:crypto';
import {
  type MessageAttributeValue,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SendMessageCommand,
  type SendMessageCommandInput,
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

const send = (input: Omit<SendMessageCommandInput, 'QueueUrl'>) =>
  running.client.send(new SendMessageCommand({ QueueUrl, ...input }));
const sendBatch = (...Entries: SendMessageBatchRequestEntry[]) =>
  running.client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
const text = (StringValue: string): MessageAttributeValue => ({ DataType: 'String', StringValue });

describe('a message', () => {
  it('arrives as it was sent, with its digest', async () => {
    const body = '{"größe": 12345678901234567890, "mark": "✓ 🎉"}\r\n\t';
    const sent = await send({ MessageBody: body });
    expect(sent.MD5OfMessageBody).toBe(hash('md5', body));
    const [message] = await running.receive(QueueUrl);
    expect(message).toMatchObject({ MessageId: sent.MessageId, Body: body, MD5OfBody: hash('md5', body) });
  });

  it('must have a body', async () => {
    await expect(send({ MessageBody: '' })).rejects.toMatchObject({ name: 'MissingParameter' });
  });

  it.each(['\u0000', '\u001b', '\ufffe', '\ud800'])('may not hold the character %j', async (character) => {
    await expect(send({ MessageBody: `a${character}` })).rejects.toMatchObject({ name: 'InvalidMessageContents' });
  });

  it('may be 1 MiB large with its attributes, and no byte more', async () => {
    const MessageAttributes = { kind: text('abc') };
    const room = 1_048_576 - 'kind'.length - 'String'.length - 'abc'.length;
    await send({ MessageBody: 'x'.repeat(room), MessageAttributes });
    await expect(send({ MessageBody: 'x'.repeat(room + 1), MessageAttributes })).rejects.toThrow(
      'Message must be shorter than 1048576 bytes.',
    );
  });

  it('may be no larger than its queue allows', async () => {
    const Attributes = { MaximumMessageSize: '1024' };
    await running.client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    await expect(send({ MessageBody: 'é'.repeat(513) })).rejects.toThrow('Message must be shorter than 1024 bytes.');
  });

  it('may belong to a group on a standard queue, and says so', async () => {
    await send({ MessageBody: 'a', MessageGroupId: 'tenant-1' });
    const [message] = await running.receive(QueueUrl, { MessageSystemAttributeNames: ['MessageGroupId'] });
    expect(message?.Attributes).toEqual({ MessageGroupId: 'tenant-1' });
    await expect(send({ MessageBody: 'a', MessageGroupId: 'a b' })).rejects.toThrow('MessageGroupId');
  });

  it('has no deduplication id on a standard queue', async () => {
    await expect(send({ MessageBody: 'a', MessageDeduplicationId: 'x' })).rejects.toThrow(
      'not valid for this queue type',
    );
  });

  it('carries an X-Ray trace header beside its attributes', async () => {
    const AWSTraceHeader = text('Root=1-5759e988-bd862e3fe1be46a994272793');
    const sent = await send({ MessageBody: 'a', MessageSystemAttributes: { AWSTraceHeader } });
    expect(sent.MD5OfMessageSystemAttributes).toMatch(/^[0-9a-f]{32}$/);
    const [message] = await running.receive(QueueUrl, { AttributeNames: ['All'] });
    expect(message?.Attributes).toEqual({
      SenderId: 'test',
      SentTimestamp: expect.stringMatching(/^\d{13}$/),
      ApproximateReceiveCount: '1',
      ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
      AWSTraceHeader: AWSTraceHeader.StringValue,
    });
  });
});

describe('message attributes', () => {
  const attributes = { General: text('Kenobi'), Hello: text('There'), 'Help.Me': text('Me') };

  // The digests were recorded from AWS.
  it.each([
    { wanted: ['All'], names: ['General', 'Hello', 'Help.Me'], md5: '4c360f3fdafd970e05fae2f149d997f5' },
    { wanted: ['.*'], names: ['General', 'Hello', 'Help.Me'], md5: '4c360f3fdafd970e05fae2f149d997f5' },
    { wanted: ['Hel.*'], names: ['Hello', 'Help.Me'], md5: '83fee93c1bcd8b9a5a923ffacdc636c7' },
    { wanted: ['Hello', 'None'], names: ['Hello'], md5: 'a311262e065454b75da111d535b8dacd' },
  ])('are handed out as asked for by $wanted, with the digest of those', async ({ wanted, names, md5 }) => {
    const sent = await send({ MessageBody: 'msg', MessageAttributes: attributes });
    expect(sent.MD5OfMessageAttributes).toBe('4c360f3fdafd970e05fae2f149d997f5');
    const [message] = await running.receive(QueueUrl, { MessageAttributeNames: wanted });
    expect(Object.keys(message?.MessageAttributes ?? {}).sort()).toEqual(names);
    expect(message?.MD5OfMessageAttributes).toBe(md5);
  });

  it('stay away when they are not asked for', async () => {
    await send({ MessageBody: 'msg', MessageAttributes: attributes });
    const [message] = await running.receive(QueueUrl);
    expect(message).not.toHaveProperty('MessageAttributes');
    expect(message).not.toHaveProperty('MD5OfMessageAttributes');
  });

  it('may be bytes', async () => {
    const BinaryValue = Buffer.from('traceparent\x1e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01');
    const sent = await send({
      MessageBody: 'test',
      MessageAttributes: { attr1: { DataType: 'Binary', BinaryValue } },
    });
    expect(sent.MD5OfMessageAttributes).toBe('8cbe4db156db8a94db8b801b7addb984');
    const [message] = await running.receive(QueueUrl, { MessageAttributeNames: ['attr1'] });
    expect(Buffer.from(message?.MessageAttributes?.attr1?.BinaryValue ?? [])).toEqual(BinaryValue);
  });

  it.each([
    [{ a: text('') }, "must contain a non-empty value of type 'String'"],
    [{ a: { DataType: 'Number', StringValue: 'many' } }, "Can't cast the value of message (user) attribute 'a'"],
    [{ a: { DataType: 'Object', StringValue: '{}' } }, "The type of message (user) attribute 'a' is invalid"],
    [{ 'AWS.a': text('x') }, "Message (user) attribute name 'AWS.a' is invalid"],
    [{ 'a..b': text('x') }, "Message (user) attribute name 'a..b' is invalid"],
  ])('are refused when faulty: %j', async (MessageAttributes, reason) => {
    await expect(send({ MessageBody: 'a', MessageAttributes })).rejects.toThrow(reason);
  });

  it('are ten at most', async () => {
    const eleven = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`a${index}`, text('x')]));
    await expect(send({ MessageBody: 'a', MessageAttributes: eleven })).rejects.toThrow('[11]');
  });
});

describe('a delay', () => {
  it('of the queue hides a message, and the message may have its own', async () => {
    await running.client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { DelaySeconds: '20' } }));
    await send({ MessageBody: 'by the queue' });
    await send({ MessageBody: 'at once', DelaySeconds: 0 });
    expect(await running.attribute(QueueUrl, 'ApproximateNumberOfMessagesDelayed')).toBe('1');
    expect(await running.receive(QueueUrl)).toMatchObject([{ Body: 'at once' }]);
    running.pass(20);
    expect(await running.receive(QueueUrl)).toMatchObject([{ Body: 'by the queue' }]);
  });

  it('is 900 s at most', async () => {
    await expect(send({ MessageBody: 'a', DelaySeconds: 901 })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
  });
});

describe('a batch', () => {
  it('takes each entry for itself', async () => {
    const answer = await sendBatch(
      { Id: 'good', MessageBody: 'a' },
      { Id: 'bad', MessageBody: '\u0000' },
      { Id: 'late', MessageBody: 'b', DelaySeconds: 901 },
    );
    expect(answer.Successful).toMatchObject([{ Id: 'good', MD5OfMessageBody: hash('md5', 'a') }]);
    expect(answer.Failed).toMatchObject([
      { Id: 'bad', Code: 'InvalidMessageContents', SenderFault: true },
      { Id: 'late', Code: 'InvalidParameterValue', SenderFault: true },
    ]);
    expect(await running.receive(QueueUrl)).toHaveLength(1);
  });

  it('has 1 to 10 entries with ids that differ', async () => {
    const entries = (count: number) => Array.from({ length: count }, (_, i) => ({ Id: `${i}`, MessageBody: 'a' }));
    await expect(sendBatch()).rejects.toMatchObject({ name: 'EmptyBatchRequest' });
    await expect(sendBatch(...entries(11))).rejects.toMatchObject({ name: 'TooManyEntriesInBatchRequest' });
    await expect(sendBatch(...entries(1), ...entries(1))).rejects.toMatchObject({ name: 'BatchEntryIdsNotDistinct' });
    await expect(sendBatch({ Id: 'a:b', MessageBody: 'a' })).rejects.toMatchObject({ name: 'InvalidBatchEntryId' });
  });

  it('is 1 MiB in all at most, or nothing of it is taken', async () => {
    const half = 'x'.repeat(524_288);
    const batch = sendBatch({ Id: 'a', MessageBody: half }, { Id: 'b', MessageBody: `${half}x` });
    await expect(batch).rejects.toMatchObject({ name: 'BatchRequestTooLong' });
    expect(await running.receive(QueueUrl)).toEqual([]);
  });
});
