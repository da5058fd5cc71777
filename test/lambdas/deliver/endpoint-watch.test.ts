/** What do several functions that call one endpoint at the same time write down of it? */
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecidedAttempt } from '../../../core/endpoint-health.ts';
import { EndpointWatch } from '../../../lambdas/deliver/endpoint-watch.ts';
import { HealthRecords } from '../../../lambdas/records/health-records.ts';
import { type DynamoDb, startDynamoDb } from '../../../local/dynamodb/dynamodb.ts';

let dynamodb: DynamoDb;
let client: DynamoDBDocumentClient;
let records: HealthRecords;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  client = DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint: dynamodb.url, region: 'us-east-1', credentials }),
  );
  await client.send(
    new CreateTableCommand({
      TableName: 'Health',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'subscriberId', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'subscriberId', KeyType: 'HASH' }],
    }),
  );
  records = new HealthRecords(client, 'Health');
});
afterAll(async () => {
  client.destroy();
  await dynamodb.stop();
});

const now = Date.now();
const at = (second: number) => new Date(now + second * 1000).toISOString();
function attempt(second: number, httpStatus: number): DecidedAttempt {
  return {
    attempt: { number: 1, at: at(second), outcome: 'responded', httpStatus, durationMs: 0 },
    decision: httpStatus < 300 ? { kind: 'delivered' } : { kind: 'retry', at: new Date(now) },
  };
}
const newWatch = () => new EndpointWatch(records);

describe('functions that call one endpoint at the same time', () => {
  it('count every failure, whatever each of them remembers', async () => {
    const watches = [newWatch(), newWatch(), newWatch()];
    for (const watch of watches) expect(await watch.look('sub_many', now)).toBeUndefined();
    for (let round = 0; round < 4; round++) {
      await Promise.all(watches.map((watch, nth) => watch.tell('sub_many', [attempt(3 * round + nth, 500)], now)));
    }
    const health = await records.get('sub_many');
    expect(health).toMatchObject({ failures: 12, lastFailureAt: at(11) });
    expect(await records.failing(10)).toEqual([health]);
  });

  it('hear of a failure that another one has told, once they have news themselves', async () => {
    const [one, other] = [newWatch(), newWatch()];
    await other.look('sub_two', now);
    await one.tell('sub_two', [attempt(0, 500)], now);
    await other.tell('sub_two', [attempt(1, 502)], now);
    expect(await records.get('sub_two')).toMatchObject({ failingSince: at(0), failures: 2, last: { httpStatus: 502 } });
    await one.tell('sub_two', [attempt(2, 200)], now);
    expect(await records.get('sub_two')).toBeUndefined();
  });

  it('keep what failed after a success that is told late', async () => {
    const [one, other] = [newWatch(), newWatch()];
    await one.tell('sub_late', [attempt(0, 500)], now);
    await other.look('sub_late', now);
    await one.tell('sub_late', [attempt(5, 503)], now);
    await other.tell('sub_late', [attempt(3, 200)], now);
    expect(await records.get('sub_late')).toMatchObject({ lastFailureAt: at(5) });
  });

  it('begin anew where nobody has called for so long that the record is over', async () => {
    const Item = {
      ...{ subscriberId: 'sub_old', failingSince: at(-9), lastFailureAt: at(-9), failures: 7 },
      ...{ last: { outcome: 'responded' }, expiresAt: Math.floor(now / 1000) - 5 },
    };
    await client.send(new PutCommand({ TableName: 'Health', Item }));
    expect(await records.get('sub_old')).toBeUndefined();
    await newWatch().tell('sub_old', [attempt(0, 500)], now);
    expect(await records.get('sub_old')).toMatchObject({ failingSince: at(0), failures: 1 });
    const stored = await client.send(new GetCommand({ TableName: 'Health', Key: { subscriberId: 'sub_old' } }));
    expect(stored.Item?.expiresAt).toBeGreaterThan(now / 1000 + 86_400);
  });
});
