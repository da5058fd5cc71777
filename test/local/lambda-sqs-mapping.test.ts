import { DatabaseSync } from 'node:sqlite';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { printed, type RunningLambda, startLambda } from './start-lambda.ts';

let lambda: RunningLambda;
beforeEach(async () => {
  lambda = await startLambda();
});
afterEach(() => lambda.stop());

/** Says the bodies of each batch it gets. */
const PRINT = `const say = (value) => console.log(JSON.stringify(value));
const bodies = (event) => event.Records.map((record) => record.body);
`;
const PLAIN = `${PRINT} exports.handler = async (event) => say({ batch: bodies(event) });`;

const batches = () => printed<string[]>(lambda.lines, 'batch');
const handled = () => batches().flat();
const empty = { visible: 0, hidden: 0 };

/** A function `deliver` with this code, fed from a queue `work`. */
async function feed(code: string, { mapping = {}, visibilitySeconds = 30, definition = {} } = {}) {
  lambda.define('deliver', code, definition);
  const EventSourceArn = await lambda.queue('work', visibilitySeconds);
  return lambda.map({ FunctionName: 'deliver', EventSourceArn, ...mapping });
}

const REPORTING = { FunctionResponseTypes: ['ReportBatchItemFailures'] };

describe('a queue with a mapping', () => {
  test('has its messages handled and deleted', async () => {
    await feed(PLAIN);
    await lambda.send('work', 'a', 'b', 'c');
    await vi.waitFor(() => expect(handled().sort()).toEqual(['a', 'b', 'c']));
    await vi.waitFor(async () => expect(await lambda.depth('work')).toEqual(empty));
  });

  test('shows the function messages as Lambda does', async () => {
    await feed(`${PRINT} exports.handler = async (event) => say({ event });`);
    const client = new SQSClient({
      endpoint: lambda.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const sent = await client.send(
      new SendMessageCommand({
        QueueUrl: `${lambda.url}/000000000000/work`,
        MessageBody: 'hello',
        MessageGroupId: 'tenant-1',
        MessageAttributes: {
          color: { DataType: 'String', StringValue: 'red' },
          bytes: { DataType: 'Binary', BinaryValue: Buffer.from([1, 2]) },
        },
      }),
    );
    await vi.waitFor(() => expect(printed(lambda.lines, 'event')).toHaveLength(1));
    expect(printed(lambda.lines, 'event')[0]).toEqual({
      Records: [
        {
          messageId: sent.MessageId,
          receiptHandle: expect.any(String),
          body: 'hello',
          attributes: {
            ApproximateReceiveCount: '1',
            SentTimestamp: expect.stringMatching(/^\d{13}$/),
            SenderId: expect.any(String),
            ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
            MessageGroupId: 'tenant-1',
          },
          messageAttributes: {
            color: { stringValue: 'red', stringListValues: [], binaryListValues: [], dataType: 'String' },
            bytes: { binaryValue: 'AQI=', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
          },
          md5OfMessageAttributes: sent.MD5OfMessageAttributes,
          md5OfBody: '5d41402abc4b2a76b9719d911017c592',
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:work',
          awsRegion: 'us-east-1',
        },
      ],
    });
    client.destroy();
  });

  test('gives the function at most BatchSize messages at a time', async () => {
    await feed(PLAIN, { mapping: { BatchSize: 4 } });
    await lambda.send('work', ...'abcdefghij');
    await vi.waitFor(() => expect(handled()).toHaveLength(10));
    expect(Math.max(...batches().map((batch) => batch.length))).toBe(4);
  });

  test('gathers for the window, over the ten of one receive', async () => {
    await feed(PLAIN, { mapping: { BatchSize: 15, MaximumBatchingWindowInSeconds: 20 } });
    await lambda.send('work', ...'abcdefgh');
    await lambda.send('work', ...'ijklmno');
    await vi.waitFor(() => expect(handled()).toHaveLength(15));
    expect(batches()).toHaveLength(1);
  });

  test('gives what there is when the window is over', async () => {
    await feed(PLAIN, { mapping: { MaximumBatchingWindowInSeconds: 1 } });
    await lambda.send('work', 'a');
    await lambda.send('work', 'b');
    await vi.waitFor(() => expect(batches()).toEqual([['a', 'b']]), 3000);
  });

  test('splits what is over 6 MB into several invocations', async () => {
    const code = `${PRINT} exports.handler = async (event) => say({ batch: event.Records.map((r) => r.body.length) });`;
    await feed(code, { mapping: { Enabled: true, MaximumBatchingWindowInSeconds: 1 } });
    for (let sent = 0; sent < 8; sent += 1) await lambda.send('work', 'x'.repeat(1_000_000));
    await vi.waitFor(() => expect(handled()).toHaveLength(8), 8000);
    expect(Math.max(...batches().map((batch) => batch.length))).toBeLessThan(7);
  });
});

describe('concurrency', () => {
  const SLOW = `${PRINT} exports.handler = async (event) => {
    say({ start: 1 }); await new Promise((resolve) => setTimeout(resolve, 600)); say({ start: -1 }); say({ batch: bodies(event) });
  };`;
  const mostAtOnce = () => {
    let now = 0;
    return Math.max(...printed<number>(lambda.lines, 'start').map((step) => (now += step)));
  };

  test('reaches MaximumConcurrency at once when there is a backlog, and never passes it', async () => {
    lambda.define('deliver', SLOW);
    const EventSourceArn = await lambda.queue('work');
    await lambda.send('work', ...'abcdef');
    const mapping = { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 4 } };
    await lambda.map({ FunctionName: 'deliver', EventSourceArn, ...mapping });
    await vi.waitFor(() => expect(handled()).toHaveLength(6), 5000);
    expect(mostAtOnce()).toBe(4);
  });

  test('leaves messages it has no place for in the queue, unreceived', async () => {
    await feed(SLOW, { mapping: { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } } });
    await lambda.send('work', ...'abcde');
    await vi.waitFor(async () => expect(await lambda.depth('work')).toEqual({ visible: 3, hidden: 2 }));
    await vi.waitFor(() => expect(handled()).toHaveLength(5), 3000);
  });

  test('refused by the reserved concurrency leaves the messages hidden and counts the receive', async () => {
    const definition = { reservedConcurrency: 0, timeoutSeconds: 1 };
    const uuid = await feed(PLAIN, { definition, visibilitySeconds: 1 });
    await lambda.send('work', 'a');
    await vi.waitFor(() => expect(lambda.host.getMapping(uuid).LastProcessingResult).toBe('PROBLEM: Rate Exceeded.'));
    expect((await lambda.depth('work')).hidden).toBe(1);
    const counting = `${PRINT} exports.handler = async ({ Records: [r] }) => say({ batch: [r.attributes.ApproximateReceiveCount] });`;
    lambda.define('deliver', counting, { timeoutSeconds: 1 });
    await vi.waitFor(() => expect(Number(handled()[0])).toBeGreaterThan(1), 4000);
  });
});

describe('a batch', () => {
  test('the function throws on comes back whole after its visibility timeout, and not before', async () => {
    const code = `${PRINT} let first = true; exports.handler = async (event) => {
      say({ batch: bodies(event) }); if (first) { first = false; throw new Error('no'); } };`;
    await feed(code, { visibilitySeconds: 1, definition: { timeoutSeconds: 1 } });
    const sentAt = Date.now();
    await lambda.send('work', 'a', 'b');
    await vi.waitFor(() => expect(batches().map((batch) => batch.length)).toEqual([2, 2]), 4000);
    expect(Date.now() - sentAt).toBeGreaterThan(900);
    await vi.waitFor(async () => expect(await lambda.depth('work')).toEqual(empty));
  });

  test('keeps in the queue only the messages reported as failed', async () => {
    const code = `${PRINT} exports.handler = async ({ Records }) => ({
      batchItemFailures: Records.filter((r) => r.body === 'bad').map((r) => ({ itemIdentifier: r.messageId })) });`;
    await feed(code, { mapping: REPORTING });
    await lambda.send('work', 'good', 'bad', 'fine');
    await vi.waitFor(async () => expect(await lambda.depth('work')).toEqual({ visible: 0, hidden: 1 }));
  });

  test('succeeds whole with an empty report, a null one or none', async () => {
    for (const answer of ['{ batchItemFailures: [] }', '{ batchItemFailures: null }', '{}', 'null', 'undefined']) {
      const work = `work-${Buffer.from(answer).toString('hex').slice(0, 60)}`;
      lambda.define('deliver', `exports.handler = async () => (${answer});`);
      await lambda.map({ FunctionName: 'deliver', EventSourceArn: await lambda.queue(work), ...REPORTING });
      await lambda.send(work, 'a', 'b');
      await vi.waitFor(async () => expect(await lambda.depth(work)).toEqual(empty));
    }
  });

  test('fails whole with a malformed report or an unknown id', async () => {
    const reports = [
      '{ batchItemFailures: "all" }',
      '{ batchItemFailures: [{ itemIdentifier: "nobody" }] }',
      '{ batchItemFailures: [{ itemIdentifier: "" }] }',
      '{ batchItemFailures: [{ id: "x" }] }',
      '"done"',
    ];
    for (const [index, answer] of reports.entries()) {
      lambda.define(
        'deliver',
        `${PRINT} exports.handler = async () => { say({ seen: ${index} }); return ${answer}; };`,
      );
      const EventSourceArn = await lambda.queue(`work-${index}`);
      await lambda.map({ FunctionName: 'deliver', EventSourceArn, ...REPORTING });
      await lambda.send(`work-${index}`, 'a', 'b');
      await vi.waitFor(() => expect(printed(lambda.lines, 'seen')).toContain(index));
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(await lambda.depth(`work-${index}`)).toEqual({ visible: 0, hidden: 2 });
    }
  });
});

describe('a mapping that stops', () => {
  test('takes no messages while it is disabled, and takes up again what waited', async () => {
    const uuid = await feed(PLAIN);
    await lambda.host.updateMapping(uuid, { Enabled: false });
    await lambda.reaches(uuid, 'Disabled');
    await lambda.send('work', 'a');
    expect(await lambda.depth('work')).toEqual({ visible: 1, hidden: 0 });
    await lambda.host.updateMapping(uuid, { Enabled: true });
    await vi.waitFor(() => expect(handled()).toEqual(['a']));
  });

  test('with the host lets the batch in flight finish and delete', async () => {
    const own = await startLambda();
    own.define(
      'deliver',
      `exports.handler = async () => { console.log('{"began":1}'); await new Promise((r) => setTimeout(r, 200)); };`,
    );
    await own.map({ FunctionName: 'deliver', EventSourceArn: await own.queue('work') });
    await own.send('work', 'a');
    await vi.waitFor(() => expect(own.lines).toHaveLength(1));
    await own.host.stop();
    expect(await own.depth('work')).toEqual(empty);
    await own.stop();
  });

  test('with its host polls again after a restart', async () => {
    const db = new DatabaseSync(':memory:');
    const own = await startLambda({ db });
    own.define('deliver', 'exports.handler = async () => {};');
    await own.map({ FunctionName: 'deliver', EventSourceArn: await own.queue('work') });
    await own.stop();
    const again = await startLambda({ db });
    again.define('deliver', PLAIN);
    await again.queue('work');
    again.host.resume();
    await again.send('work', 'a');
    await vi.waitFor(() => expect(printed(again.lines, 'batch')).toEqual([['a']]));
    await again.stop();
  });

  test('marks what it holds as its own, so that it can be let go when the host was killed', async () => {
    const uuid = await feed(`exports.handler = async () => { console.log('{"began":1}'); throw new Error('no'); };`);
    await lambda.send('work', 'a');
    await vi.waitFor(() => expect(lambda.lines).toContain('{"began":1}'));
    await vi.waitFor(() => expect(lambda.host.getMapping(uuid).LastProcessingResult).toContain('failed'));
    expect(lambda.sqs.releaseHeld(uuid)).toBe(1);
  });
});
