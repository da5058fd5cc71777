/** Which items are past their time to live? Finds and deletes them, as DynamoDB does in the background. */
import { AwsError, type Json } from '../aws/service.ts';

export type DynamoDbCall = (action: string, input: Json) => Promise<Json>;

/** Deletes expired items and says how many; `nowMs` decides what is expired. */
export type SweepExpired = (nowMs: number) => Promise<number>;

const PAGE_ITEMS = 500;
/** Items looked at per table and round: a large table is walked over several rounds, and never at the callers' cost. */
const ROUND_ITEMS = 5_000;
const DELETES_AT_ONCE = 20;
/** An item whose time is more than five years past is taken for a mistake and kept, as the service documents. */
const OLDEST_SECONDS = 5 * 365 * 86_400;

type Key = Json;

export function createSweeper(call: DynamoDbCall): SweepExpired {
  /** Where the next round of a table goes on; absent: from its start. */
  const positions = new Map<string, Key>();
  return async (nowMs) => {
    let deleted = 0;
    for (const table of await allTables(call)) deleted += await unlessDeleted(() => sweepTable(call, table, nowMs));
    return deleted;
  };

  async function sweepTable(call: DynamoDbCall, table: string, nowMs: number): Promise<number> {
    const attribute = await ttlAttribute(call, table);
    if (attribute === undefined) return 0;
    const expired = expiredCondition(attribute, await keyNames(call, table), Math.floor(nowMs / 1000));
    let deleted = 0;
    for (let looked = 0; looked < ROUND_ITEMS; looked += PAGE_ITEMS) {
      const from = positions.get(table);
      const scan = { TableName: table, Limit: PAGE_ITEMS, ...expired.scan, ...(from && { ExclusiveStartKey: from }) };
      const page = (await call('Scan', scan)) as { Items: Key[]; LastEvaluatedKey?: Key };
      deleted += await deleteAll(call, table, page.Items, expired.condition);
      if (!page.LastEvaluatedKey) {
        positions.delete(table);
        break;
      }
      positions.set(table, page.LastEvaluatedKey);
    }
    return deleted;
  }
}

/** The same condition finds an item and guards its delete: one that was renewed in between stays. */
function expiredCondition(attribute: string, keys: string[], nowSeconds: number) {
  const expression = '#ttl BETWEEN :oldest AND :now';
  const values = { ':oldest': { N: String(nowSeconds - OLDEST_SECONDS) }, ':now': { N: String(nowSeconds - 1) } };
  const keyNames = Object.fromEntries(keys.map((name, i) => [`#key${i}`, name]));
  return {
    scan: {
      FilterExpression: expression,
      ProjectionExpression: Object.keys(keyNames).join(', '),
      ExpressionAttributeNames: { '#ttl': attribute, ...keyNames },
      ExpressionAttributeValues: values,
    },
    condition: {
      ConditionExpression: expression,
      ExpressionAttributeNames: { '#ttl': attribute },
      ExpressionAttributeValues: values,
    },
  };
}

async function deleteAll(call: DynamoDbCall, table: string, keys: Key[], condition: Json): Promise<number> {
  let deleted = 0;
  for (let i = 0; i < keys.length; i += DELETES_AT_ONCE) {
    const some = keys.slice(i, i + DELETES_AT_ONCE);
    const done = await Promise.all(some.map((key) => deleteUnlessRenewed(call, table, key, condition)));
    deleted += done.filter(Boolean).length;
  }
  return deleted;
}

async function deleteUnlessRenewed(call: DynamoDbCall, table: string, key: Key, condition: Json): Promise<boolean> {
  try {
    await call('DeleteItem', { TableName: table, Key: key, ...condition });
    return true;
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}

/** A table may be deleted while it is swept. */
async function unlessDeleted(sweep: () => Promise<number>): Promise<number> {
  try {
    return await sweep();
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return 0;
    throw error;
  }
}

async function allTables(call: DynamoDbCall): Promise<string[]> {
  const tables: string[] = [];
  let last: string | undefined;
  do {
    const input = last === undefined ? {} : { ExclusiveStartTableName: last };
    const page = (await call('ListTables', input)) as { TableNames: string[]; LastEvaluatedTableName?: string };
    tables.push(...page.TableNames);
    last = page.LastEvaluatedTableName;
  } while (last !== undefined);
  return tables;
}

async function ttlAttribute(call: DynamoDbCall, table: string): Promise<string | undefined> {
  const { TimeToLiveDescription: ttl } = (await call('DescribeTimeToLive', { TableName: table })) as {
    TimeToLiveDescription?: { TimeToLiveStatus: string; AttributeName?: string };
  };
  return ttl?.TimeToLiveStatus === 'ENABLED' ? ttl.AttributeName : undefined;
}

async function keyNames(call: DynamoDbCall, table: string): Promise<string[]> {
  const { Table } = (await call('DescribeTable', { TableName: table })) as {
    Table: { KeySchema: { AttributeName: string }[] };
  };
  return Table.KeySchema.map((key) => key.AttributeName);
}
