/** Does the local DynamoDB answer the AWS SDK as the service documents? */
import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeContributorInsightsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TagResourceCommand,
  TransactWriteItemsCommand,
  UpdateContinuousBackupsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Endpoint, startEndpoint } from '../../local/aws/endpoint.ts';
import { type DynamoDb, startDynamoDb } from '../../local/dynamodb/dynamodb.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const NOW_SECONDS = NOW / 1000;

let db: DynamoDb;
let endpoint: Endpoint;
let client: DynamoDBClient;
let streams: DynamoDBStreamsClient;

beforeAll(async () => {
  db = await startDynamoDb({ now: () => NOW });
  endpoint = await startEndpoint({ json: [], rest: [], raw: [db] }, { host: '127.0.0.1', port: 0 });
  const config = {
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  client = new DynamoDBClient(config);
  streams = new DynamoDBStreamsClient(config);
});

afterAll(async () => {
  client.destroy();
  streams.destroy();
  await endpoint.stop();
  await db.stop();
});

let tables = 0;

/** A table of its own for each test, keyed by `pk` and, when asked for, `sk`. */
async function createTable(keys: 'pk' | 'pk+sk', more: Partial<CreateTableCommandInput> = {}): Promise<string> {
  const name = `table-${++tables}`;
  const names = keys.split('+');
  const { AttributeDefinitions = [], ...rest } = more;
  await client.send(
    new CreateTableCommand({
      TableName: name,
      AttributeDefinitions: [
        ...names.map((key) => ({ AttributeName: key, AttributeType: 'S' as const })),
        ...AttributeDefinitions,
      ],
      KeySchema: names.map((key, i) => ({ AttributeName: key, KeyType: i === 0 ? 'HASH' : 'RANGE' })),
      BillingMode: 'PAY_PER_REQUEST',
      ...rest,
    }),
  );
  await waitUntilTableExists({ client, minDelay: 1, maxDelay: 1, maxWaitTime: 5 }, { TableName: name });
  return name;
}

const put = (table: string, item: Record<string, { S: string } | { N: string }>) =>
  client.send(new PutItemCommand({ TableName: table, Item: item }));

describe('tables', () => {
  test('a table, its indexes and its stream have ARNs of this account and region', async () => {
    const table = await createTable('pk', {
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      SSESpecification: { Enabled: true, SSEType: 'KMS' },
    });
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    expect(Table?.TableArn).toBe(`arn:aws:dynamodb:us-east-1:000000000000:table/${table}`);
    expect(Table?.LatestStreamArn).toMatch(`arn:aws:dynamodb:us-east-1:000000000000:table/${table}/stream/`);
    expect(Table?.SSEDescription?.KMSMasterKeyArn).toMatch(/^arn:aws:kms:us-east-1:/);
  });

  test('tags are read and added by the ARN the table was described with', async () => {
    const table = await createTable('pk', { Tags: [{ Key: 'stage', Value: 'local' }] });
    const ResourceArn = `arn:aws:dynamodb:us-east-1:000000000000:table/${table}`;
    await client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'owner', Value: 'fanfare' }] }));
    const { Tags } = await client.send(new ListTagsOfResourceCommand({ ResourceArn }));
    expect(Tags).toEqual(
      expect.arrayContaining([
        { Key: 'stage', Value: 'local' },
        { Key: 'owner', Value: 'fanfare' },
      ]),
    );
  });

  test('deletion protection keeps a table from being deleted', async () => {
    const table = await createTable('pk', { DeletionProtectionEnabled: true });
    await expect(client.send(new DeleteTableCommand({ TableName: table }))).rejects.toThrow(/deletion/);
  });

  test('point-in-time recovery is off until it is enabled, and off again for a later table of the name', async () => {
    const table = await createTable('pk');
    const status = async () => {
      const answer = await client.send(new DescribeContinuousBackupsCommand({ TableName: table }));
      return answer.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
    };
    expect(await status()).toEqual({ PointInTimeRecoveryStatus: 'DISABLED' });
    await client.send(
      new UpdateContinuousBackupsCommand({
        TableName: table,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );
    expect(await status()).toMatchObject({
      PointInTimeRecoveryStatus: 'ENABLED',
      RecoveryPeriodInDays: 35,
      LatestRestorableDateTime: new Date(NOW),
    });
    await client.send(new DeleteTableCommand({ TableName: table }));
    await expect(status()).rejects.toMatchObject({ name: 'TableNotFoundException' });
    await db.call('CreateTable', {
      TableName: table,
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    });
    expect(await status()).toEqual({ PointInTimeRecoveryStatus: 'DISABLED' });
  });

  test('a setting that would be ignored is refused', async () => {
    await expect(createTable('pk', { ResourcePolicy: '{}' })).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'The local DynamoDB does not support ResourcePolicy.',
    });
  });

  test('an action that is not supported is refused by name', async () => {
    const table = await createTable('pk');
    await expect(client.send(new DescribeContributorInsightsCommand({ TableName: table }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'The local DynamoDB does not support DescribeContributorInsights.',
    });
  });
});

describe('conditional writes', () => {
  test('a put on an existing key fails its condition and hands back the item when asked to', async () => {
    const table = await createTable('pk');
    await put(table, { pk: { S: 'a' }, holder: { S: 'first' } });
    const second = client.send(
      new PutItemCommand({
        TableName: table,
        Item: { pk: { S: 'a' }, holder: { S: 'second' } },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    await expect(second).rejects.toBeInstanceOf(ConditionalCheckFailedException);
    await expect(second).rejects.toMatchObject({ Item: { pk: { S: 'a' }, holder: { S: 'first' } } });
  });

  test('an update with a version condition happens once', async () => {
    const table = await createTable('pk');
    await put(table, { pk: { S: 'a' }, version: { N: '1' } });
    const update = () =>
      client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: { pk: { S: 'a' } },
          UpdateExpression: 'SET version = version + :one',
          ConditionExpression: 'version = :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
          ReturnValues: 'ALL_NEW',
        }),
      );
    expect((await update()).Attributes?.version).toEqual({ N: '2' });
    await expect(update()).rejects.toBeInstanceOf(ConditionalCheckFailedException);
  });

  test('a transaction with one failed condition writes nothing and gives the reasons in order', async () => {
    const table = await createTable('pk');
    await put(table, { pk: { S: 'taken' } });
    const item = (pk: string) => ({
      Put: { TableName: table, Item: { pk: { S: pk } }, ConditionExpression: 'attribute_not_exists(pk)' },
    });
    const transaction = client.send(new TransactWriteItemsCommand({ TransactItems: [item('free'), item('taken')] }));
    await expect(transaction).rejects.toMatchObject({
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
    });
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: { pk: { S: 'free' } } }));
    expect(Item).toBeUndefined();
  });
});

describe('batches of statements', () => {
  const insert = (table: string, pk: string) => ({
    Statement: `INSERT INTO "${table}" VALUE {'pk': ?, 'lease': ?}`,
    Parameters: [{ S: pk }, { N: '10' }],
  });
  const takeOver = (table: string, pk: string, lease: string) => ({
    Statement: `UPDATE "${table}" SET lease=? WHERE pk=? AND lease=?`,
    Parameters: [{ N: '20' }, { S: pk }, { N: lease }],
  });
  const codes = async (Statements: { Statement: string; Parameters: ({ S: string } | { N: string })[] }[]) => {
    const { Responses } = await client.send(new BatchExecuteStatementCommand({ Statements }));
    return Responses?.map((response) => response.Error?.Code);
  };

  test('an INSERT on an existing key fails alone, as DuplicateItem', async () => {
    const table = await createTable('pk');
    await put(table, { pk: { S: 'b' }, lease: { N: '10' } });
    expect(await codes([insert(table, 'a'), insert(table, 'b'), insert(table, 'c')])).toEqual([
      undefined,
      'DuplicateItem',
      undefined,
    ]);
  });

  test('an UPDATE whose WHERE does not hold fails alone, as ConditionalCheckFailed', async () => {
    const table = await createTable('pk');
    await codes([insert(table, 'a'), insert(table, 'b')]);
    expect(await codes([takeOver(table, 'a', '10'), takeOver(table, 'b', '11')])).toEqual([
      undefined,
      'ConditionalCheckFailed',
    ]);
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: { pk: { S: 'a' } } }));
    expect(Item?.lease).toEqual({ N: '20' });
  });

  test('two statements on one key refuse the whole batch', async () => {
    const table = await createTable('pk');
    await expect(codes([insert(table, 'a'), insert(table, 'b'), insert(table, 'a')])).rejects.toMatchObject({
      name: 'ValidationException',
    });
    expect((await client.send(new ScanCommand({ TableName: table }))).Count).toBe(0);
  });
});

describe('queries', () => {
  test('a query reads newest first, page by page', async () => {
    const table = await createTable('pk+sk');
    for (const sk of ['1', '2', '3', '4', '5']) await put(table, { pk: { S: 'a' }, sk: { S: sk } });
    const query = {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'a' } },
      ScanIndexForward: false,
      Limit: 2,
    };
    const pages: (string | undefined)[][] = [];
    let ExclusiveStartKey: QueryCommand['input']['ExclusiveStartKey'];
    do {
      const page = await client.send(new QueryCommand({ ...query, ExclusiveStartKey }));
      pages.push((page.Items ?? []).map((item) => item.sk?.S));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    expect(pages).toEqual([['5', '4'], ['3', '2'], ['1']]);
  });

  test('a sparse index holds only the items that have its key', async () => {
    const table = await createTable('pk', {
      AttributeDefinitions: [{ AttributeName: 'open', AttributeType: 'S' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-open',
          KeySchema: [{ AttributeName: 'open', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
    await put(table, { pk: { S: 'dead' }, open: { S: 'yes' } });
    await put(table, { pk: { S: 'delivered' } });
    const index = { TableName: table, IndexName: 'by-open' };
    expect((await client.send(new ScanCommand(index))).Items?.map((item) => item.pk?.S)).toEqual(['dead']);
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { pk: { S: 'dead' } },
        UpdateExpression: 'REMOVE #open',
        ExpressionAttributeNames: { '#open': 'open' },
      }),
    );
    expect((await client.send(new ScanCommand(index))).Count).toBe(0);
  });

  test('a batch write is read back by a batch get', async () => {
    const table = await createTable('pk');
    const ids = Array.from({ length: 25 }, (_, i) => `id-${i}`);
    const written = await client.send(
      new BatchWriteItemCommand({
        RequestItems: { [table]: ids.map((id) => ({ PutRequest: { Item: { pk: { S: id } } } })) },
      }),
    );
    expect(written.UnprocessedItems).toEqual({});
    const read = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: ids.map((id) => ({ pk: { S: id } })) } } }),
    );
    expect(read.Responses?.[table]).toHaveLength(25);
  });

  test('numbers beyond 2^53, empty strings and any Unicode survive', async () => {
    const table = await createTable('pk');
    const item = {
      pk: { S: 'a' },
      big: { N: '12345678901234567890123' },
      empty: { S: '' },
      text: { S: 'ü—✓ \u2028 🎺' },
    };
    await put(table, item);
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: { pk: { S: 'a' } } }));
    expect(Item).toEqual(item);
  });

  test('data that looks like an ARN of the database comes back untouched', async () => {
    const table = await createTable('pk');
    const item = { pk: { S: 'arn:aws:dynamodb:dynoxide:000000000000:table/x' } };
    await put(table, item);
    expect((await client.send(new ScanCommand({ TableName: table }))).Items).toEqual([item]);
  });
});

describe('time to live', () => {
  const enable = (table: string) =>
    client.send(
      new UpdateTimeToLiveCommand({
        TableName: table,
        TimeToLiveSpecification: { Enabled: true, AttributeName: 'expiresAt' },
      }),
    );
  const keys = async (table: string) =>
    (await client.send(new ScanCommand({ TableName: table }))).Items?.map((item) => item.pk?.S).sort();

  test('items past their time are deleted, all others stay', async () => {
    const table = await createTable('pk+sk');
    await enable(table);
    const described = await client.send(new DescribeTimeToLiveCommand({ TableName: table }));
    expect(described.TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });
    const item = (pk: string, more: Record<string, { S: string } | { N: string }>) =>
      put(table, { pk: { S: pk }, sk: { S: 'x' }, ...more });
    await item('past', { expiresAt: { N: String(NOW_SECONDS - 1) } });
    await item('future', { expiresAt: { N: String(NOW_SECONDS + 1) } });
    await item('none', {});
    await item('text', { expiresAt: { S: String(NOW_SECONDS - 1) } });
    await item('older than five years', { expiresAt: { N: '1' } });
    expect(await db.sweepExpired()).toBe(1);
    expect(await keys(table)).toEqual(['future', 'none', 'older than five years', 'text']);
    expect(await db.sweepExpired(NOW + 2_000)).toBe(1);
  });

  test('a table without time to live loses nothing', async () => {
    const table = await createTable('pk');
    await put(table, { pk: { S: 'a' }, expiresAt: { N: String(NOW_SECONDS - 1) } });
    await db.sweepExpired();
    expect(await keys(table)).toEqual(['a']);
  });
});

describe('streams', () => {
  test('each change is a record with its images, in order, in this region', async () => {
    const table = await createTable('pk', {
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    const key = { pk: { S: 'a' } };
    await put(table, { ...key, about: { S: 'arn:aws:dynamodb:dynoxide:000000000000:table/x' } });
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: key,
        UpdateExpression: 'SET about = :b',
        ExpressionAttributeValues: { ':b': { S: 'b' } },
      }),
    );
    const { Streams } = await streams.send(new ListStreamsCommand({ TableName: table }));
    const StreamArn = Streams?.[0]?.StreamArn;
    expect(StreamArn).toMatch(`arn:aws:dynamodb:us-east-1:000000000000:table/${table}/stream/`);
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
    const shard = StreamDescription?.Shards?.[0];
    expect(shard?.SequenceNumberRange?.EndingSequenceNumber).toBeUndefined();
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({ StreamArn, ShardId: shard?.ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    const { Records, NextShardIterator } = await streams.send(new GetRecordsCommand({ ShardIterator }));
    expect(Records).toMatchObject([
      {
        eventName: 'INSERT',
        awsRegion: 'us-east-1',
        dynamodb: { NewImage: { about: { S: 'arn:aws:dynamodb:dynoxide:000000000000:table/x' } } },
      },
      { eventName: 'MODIFY', dynamodb: { Keys: key, NewImage: { about: { S: 'b' } } } },
    ]);
    const next = await streams.send(new GetRecordsCommand({ ShardIterator: NextShardIterator }));
    expect(next.Records).toEqual([]);
    expect(next.NextShardIterator).toBeDefined();
  });
});

describe('the platform’s own door', () => {
  test('a call is answered as JSON, and a refusal is an error with the service’s name', async () => {
    const table = await createTable('pk');
    await db.call('PutItem', { TableName: table, Item: { pk: { S: 'a' } } });
    expect(await db.call('GetItem', { TableName: table, Key: { pk: { S: 'a' } } })).toEqual({
      Item: { pk: { S: 'a' } },
    });
    await expect(db.call('Scan', { TableName: 'missing' })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
      status: 400,
    });
    expect(await db.call('ListStreams', { TableName: table })).toEqual({ Streams: [] });
  });
});
