/** What becomes of a template's table as the template changes from start to start? */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type DynamoDb, startDynamoDb } from '../../local/dynamodb/dynamodb.ts';
import { openState } from '../../local/state.ts';
import type { LocalAccount } from '../../local/template/account.ts';
import { instantiate } from '../../local/template/instantiate.ts';

let dynamodb: DynamoDb;
let account: LocalAccount;

beforeEach(async () => {
  dynamodb = await startDynamoDb();
  // A template of a table asks nothing else of the account.
  account = { dynamodb, state: openState(undefined, 'platform') } as Partial<LocalAccount> as LocalAccount;
});

afterEach(() => dynamodb.stop());

const key = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

function make(...indexes: [name: string, hash: string, projection: object][]) {
  const attributes = new Set(['log', 'sort', ...indexes.flatMap(([, hash]) => [hash, 'undeliveredSort'])]);
  const Properties = {
    ...{ TableName: 'Deliveries', BillingMode: 'PAY_PER_REQUEST', KeySchema: key('log', 'sort') },
    AttributeDefinitions: [...attributes].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map(([IndexName, hash, Projection]) => ({
        ...{ IndexName, KeySchema: key(hash, 'undeliveredSort'), Projection },
      })),
    }),
  };
  return instantiate({ Resources: { Table: { Type: 'AWS::DynamoDB::Table', Properties } } }, 'Fanfare-local', account);
}

const ALL = { ProjectionType: 'ALL' };
const STATUS = { ProjectionType: 'INCLUDE', NonKeyAttributes: ['status'] };

function put(sort: string, attributes: Record<string, string>) {
  const texts = Object.entries({ log: 'sub_1', sort, ...attributes }).map(([name, S]) => [name, { S }]);
  return dynamodb.call('PutItem', { TableName: 'Deliveries', Item: Object.fromEntries(texts) });
}

async function query(IndexName: string, hash: string, value: string) {
  const { Items } = await dynamodb.call('Query', {
    ...{ TableName: 'Deliveries', IndexName, KeyConditionExpression: '#hash = :value' },
    ...{ ExpressionAttributeNames: { '#hash': hash }, ExpressionAttributeValues: { ':value': { S: value } } },
  });
  return (Items as Record<string, { S: string }>[]).map((item) =>
    Object.fromEntries(Object.entries(item).map(([name, { S }]) => [name, S])),
  );
}

it('gets an index that the template has more, with the items that were there', async () => {
  await make(['undelivered', 'undeliveredOf', ALL]);
  const dead = { undeliveredSort: 'dead#1', status: 'dead', detail: 'timed out' };
  await put('1', { ...dead, undeliveredOf: 'sub_1', undeliveredIn: '3' });
  await put('2', { ...dead, undeliveredOf: 'sub_1' });
  await put('3', { status: 'delivered' });
  await make(['undelivered', 'undeliveredOf', ALL], ['undelivered-by-time', 'undeliveredIn', STATUS]);
  await put('4', { ...dead, undeliveredIn: '3', undeliveredSort: 'dead#4' });
  const shown = { log: 'sub_1', undeliveredIn: '3', status: 'dead' };
  expect(await query('undelivered-by-time', 'undeliveredIn', '3')).toEqual([
    { ...shown, sort: '1', undeliveredSort: 'dead#1' },
    { ...shown, sort: '4', undeliveredSort: 'dead#4' },
  ]);
  expect(await query('undelivered', 'undeliveredOf', 'sub_1')).toHaveLength(2);
});

it('gets several indexes at once', async () => {
  await make();
  await put('1', { undeliveredSort: 'dead#1', undeliveredOf: 'sub_1', undeliveredIn: '3' });
  await make(['undelivered', 'undeliveredOf', ALL], ['undelivered-by-time', 'undeliveredIn', STATUS]);
  expect(await query('undelivered', 'undeliveredOf', 'sub_1')).toHaveLength(1);
  expect(await query('undelivered-by-time', 'undeliveredIn', '3')).toHaveLength(1);
});
