import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type DynamoDb, startDynamoDb } from '../../local/dynamodb/dynamodb.ts';
import { printed, type RunningLambda, startLambda } from './start-lambda.ts';

let dynamodb: DynamoDb;
let lambda: RunningLambda;
let number = 0;
let table = '';
let streamArn = '';

beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.stop());

const streams = (action: string, input: Record<string, unknown>) => dynamodb.call(action, input);

/** Every test has a table of its own. */
beforeEach(async () => {
  lambda = await startLambda({ streams });
  table = `subscribers-${++number}`;
  const { TableDescription } = await dynamodb.call('CreateTable', {
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
  streamArn = (TableDescription as { LatestStreamArn: string }).LatestStreamArn;
});
afterEach(() => lambda.stop());

const put = (id: string, v: number) =>
  dynamodb.call('PutItem', { TableName: table, Item: { id: { S: id }, v: { N: String(v) } } });

/** `changes(event)` is what each record says: `a1` for item a with value 1. */
const PRINT = `const say = (value) => console.log(JSON.stringify(value));
const change = ({ dynamodb: { NewImage } }) => NewImage.id.S + NewImage.v.N;
const changes = (event) => event.Records.map(change);
`;
const PLAIN = `${PRINT} exports.handler = async (event) => say({ batch: changes(event) });`;

const batches = (from = lambda) => printed<string[]>(from.lines, 'batch');
const handled = (from = lambda) => batches(from).flat();

function feed(code: string, mapping: Record<string, unknown> = {}, into = lambda): Promise<string> {
  into.define('provision', code);
  const input = { FunctionName: 'provision', EventSourceArn: streamArn, StartingPosition: 'TRIM_HORIZON' };
  return into.map({ ...input, ...mapping });
}

describe('a stream with a mapping', () => {
  test('has its records handled in order, from the oldest with TRIM_HORIZON', async () => {
    await put('a', 1);
    await feed(PLAIN);
    await put('a', 2);
    await put('b', 3);
    await vi.waitFor(() => expect(handled()).toEqual(['a1', 'a2', 'b3']), 2000);
  });

  test('leaves out what was there before with LATEST', async () => {
    await put('a', 1);
    await feed(PLAIN, { StartingPosition: 'LATEST' });
    await vi.waitFor(async () => {
      await put('a', 2);
      await vi.waitFor(() => expect(handled()).toContain('a2'), 300);
    }, 3000);
    expect(handled()).not.toContain('a1');
  });

  test('shows the function records as Lambda does', async () => {
    await feed('exports.handler = async (event) => console.log(JSON.stringify({ event }));');
    await put('a', 1);
    await vi.waitFor(() => expect(printed(lambda.lines, 'event')).toHaveLength(1), 2000);
    const [{ Records }] = printed<{ Records: unknown[] }>(lambda.lines, 'event') as [{ Records: unknown[] }];
    expect(Records).toEqual([
      {
        eventID: expect.any(String),
        eventName: 'INSERT',
        eventVersion: '1.1',
        eventSource: 'aws:dynamodb',
        awsRegion: 'us-east-1',
        eventSourceARN: streamArn,
        dynamodb: {
          Keys: { id: { S: 'a' } },
          NewImage: { id: { S: 'a' }, v: { N: '1' } },
          SequenceNumber: expect.any(String),
          SizeBytes: expect.any(Number),
          StreamViewType: 'NEW_AND_OLD_IMAGES',
          ApproximateCreationDateTime: expect.closeTo(Date.now() / 1000, -2),
        },
      },
    ]);
  });

  test('gives the function at most BatchSize records at a time', async () => {
    for (const v of [1, 2, 3, 4, 5]) await put('a', v);
    await feed(PLAIN, { BatchSize: 2 });
    await vi.waitFor(() => expect(batches()).toEqual([['a1', 'a2'], ['a3', 'a4'], ['a5']]), 2000);
  });

  test('runs different items in parallel with a ParallelizationFactor, each item in order', async () => {
    const code = `${PRINT} exports.handler = async (event) => {
      if (changes(event)[0] === 'slow1') await new Promise((resolve) => setTimeout(resolve, 500)); say({ batch: changes(event) }); };`;
    for (const v of [1, 2]) await put('slow', v);
    for (const id of ['b', 'c', 'd', 'e', 'f', 'g', 'h']) await put(id, 1);
    await feed(code, { BatchSize: 1, ParallelizationFactor: 10 });
    await vi.waitFor(() => expect(handled()).toHaveLength(9), 4000);
    expect(handled().filter((each) => each.startsWith('slow'))).toEqual(['slow1', 'slow2']);
    expect(handled()[0]).not.toBe('slow1');
  });
});

describe('a batch of a stream', () => {
  test('the function throws on is tried again before anything after it', async () => {
    const code = `${PRINT} let failures = 2; exports.handler = async (event) => {
      say({ batch: changes(event) }); if (failures-- > 0) throw new Error('no'); };`;
    for (const v of [1, 2]) await put('a', v);
    await feed(code, { BatchSize: 1 });
    await vi.waitFor(() => expect(handled()).toEqual(['a1', 'a1', 'a1', 'a2']), 3000);
  });

  test('goes to the on-failure queue when its retries are used up', async () => {
    const OnFailure = { Destination: await lambda.queue('failed') };
    const code = `${PRINT} exports.handler = async (event) => {
      say({ batch: changes(event) }); if (changes(event)[0] === 'a1') throw new Error('no'); };`;
    for (const v of [1, 2]) await put('a', v);
    await feed(code, { BatchSize: 1, MaximumRetryAttempts: 1, DestinationConfig: { OnFailure } });
    await vi.waitFor(() => expect(handled()).toEqual(['a1', 'a1', 'a2']), 3000);
    const QueueUrl = `${lambda.url}/000000000000/failed`;
    const { Messages } = await lambda.sqs.handle('ReceiveMessage', { QueueUrl }, { accessKeyId: 'test' });
    const record = JSON.parse((Messages as { Body: string }[])[0]?.Body ?? '{}');
    expect(record).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
      responseContext: { functionError: 'Unhandled' },
      DDBStreamBatchInfo: { batchSize: 1, streamArn },
    });
    expect(record.DDBStreamBatchInfo.startSequenceNumber).toBe(record.DDBStreamBatchInfo.endSequenceNumber);
  });

  test('goes there as well when it has become too old', async () => {
    let passedMs = 0;
    const own = await startLambda({ streams, now: () => Date.now() + passedMs });
    const DestinationConfig = { OnFailure: { Destination: await own.queue('failed') } };
    const code = `${PRINT} exports.handler = async (event) => { say({ batch: changes(event) }); throw new Error('no'); };`;
    await feed(code, { MaximumRecordAgeInSeconds: 60, DestinationConfig }, own);
    await put('a', 1);
    await vi.waitFor(() => expect(handled(own)).toContain('a1'), 2000);
    passedMs = 120_000;
    await vi.waitFor(async () => expect((await own.depth('failed')).visible).toBe(1), 3000);
    const QueueUrl = `${own.url}/000000000000/failed`;
    const { Messages } = await own.sqs.handle('ReceiveMessage', { QueueUrl }, { accessKeyId: 'test' });
    const record = JSON.parse((Messages as { Body: string }[])[0]?.Body ?? '{}');
    expect(record.requestContext.condition).toBe('RecordAgeExceeded');
    await own.stop();
  });

  test('is halved until the bad record is alone, when it may be bisected', async () => {
    const code = `${PRINT} exports.handler = async (event) => {
      say({ batch: changes(event) }); if (changes(event).includes('a3')) throw new Error('no'); };`;
    for (const v of [1, 2, 3, 4]) await put('a', v);
    await feed(code, { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0 });
    const expected = [['a1', 'a2', 'a3', 'a4'], ['a1', 'a2'], ['a3', 'a4'], ['a3'], ['a4']];
    await vi.waitFor(() => expect(batches()).toEqual(expected), 3000);
  });

  test('is tried again from the first record reported as failed', async () => {
    const code = `${PRINT} let first = true; exports.handler = async (event) => {
      say({ batch: changes(event) });
      const bad = event.Records.filter((record) => change(record) === 'a2');
      const report = first ? bad.map((record) => ({ itemIdentifier: record.dynamodb.SequenceNumber })) : [];
      first = false; return { batchItemFailures: report }; };`;
    for (const v of [1, 2, 3]) await put('a', v);
    await feed(code, { FunctionResponseTypes: ['ReportBatchItemFailures'] });
    await vi.waitFor(
      () =>
        expect(batches()).toEqual([
          ['a1', 'a2', 'a3'],
          ['a2', 'a3'],
        ]),
      3000,
    );
  });
});

test('a mapping of a stream that does not exist is refused', async () => {
  lambda.define('provision', PLAIN);
  const EventSourceArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/none/stream/1';
  const made = lambda.host.createMapping({ FunctionName: 'provision', EventSourceArn, StartingPosition: 'LATEST' });
  await expect(made).rejects.toMatchObject({ code: 'InvalidParameterValueException' });
});

test('after a restart a mapping goes on after the last batch that was handled', async () => {
  const db = new DatabaseSync(':memory:');
  const first = await startLambda({ db, streams });
  await feed(PLAIN, {}, first);
  await put('a', 1);
  await vi.waitFor(() => expect(handled(first)).toEqual(['a1']), 2000);
  await first.stop();
  await put('a', 2);
  const second = await startLambda({ db, streams });
  second.define('provision', PLAIN);
  second.host.resume();
  await vi.waitFor(() => expect(handled(second)).toEqual(['a2']), 2000);
  await second.stop();
});
