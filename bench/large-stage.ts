/**
 * How does a stage become large in a minute? Its tables are made by the platform, which is stopped then; all their items
 * are written as an export of DynamoDB's, and the database imports that. So no stream tells `provision` of subscribers
 * whose 10,000 queues, rules and mappings nobody needs to measure a page by; all else is as if they had been registered.
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { createGzip, type Gzip } from 'node:zlib';
import { DescribeTableCommand, DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { findDynoxide } from '../local/dynamodb/find-dynoxide.ts';
import { startPlatform } from '../local/platform.ts';
import { healthItems, logItems, type Size, subscriberItems } from './large-stage-items.ts';

const LISTENING = { awsPort: 0, apiPort: 0, receiverPort: 0, host: '127.0.0.1', stage: 'local' };

type Item = Readonly<Record<string, unknown>>;

/** Fills the folder; a platform started with it has all of that. */
export async function makeLargeStage(dataDir: string, size: Size): Promise<void> {
  const exportDir = path.join(dataDir, 'export');
  const platform = await startPlatform({ ...LISTENING, dataDir });
  try {
    await exportTables(platform.awsUrl, exportDir, size);
  } finally {
    await platform.stop();
  }
  const files = ['--source', exportDir, '--schema', path.join(exportDir, 'schema.json')];
  await promisify(execFile)(findDynoxide(), ['import', ...files, '--output', databaseOf(dataDir), '--force']);
  rmSync(exportDir, { recursive: true });
}

const databaseOf = (dataDir: string) => path.join(dataDir, 'dynamodb.db');

/** What is there already, and what makes it large, table by table. */
async function exportTables(endpoint: string, exportDir: string, size: Size): Promise<void> {
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  const schemas: unknown[] = [];
  for (const name of TableNames) {
    schemas.push((await client.send(new DescribeTableCommand({ TableName: name }))).Table);
    await writeItems(path.join(exportDir, name), [
      (await client.send(new ScanCommand({ TableName: name }))).Items ?? [],
      itemsOf(name, size),
    ]);
  }
  writeFileSync(path.join(exportDir, 'schema.json'), JSON.stringify(schemas));
}

function itemsOf(tableName: string, size: Size): Iterable<Item> {
  if (tableName.includes('RecordsSubscribers')) return subscriberItems(size);
  if (tableName.includes('RecordsDeliveries')) return logItems(size);
  return tableName.includes('RecordsHealth') ? healthItems(size) : [];
}

/** DynamoDB's export to S3: lines of JSON, in DynamoDB's own notation of values. */
async function writeItems(tableDir: string, lists: readonly Iterable<Item>[]): Promise<void> {
  mkdirSync(path.join(tableDir, 'data'), { recursive: true });
  const gzip = createGzip({ level: 1 });
  const file = createWriteStream(path.join(tableDir, 'data', '1.json.gz'));
  const isWritten = once(file, 'finish');
  gzip.pipe(file);
  for (const items of lists) await writeLines(gzip, items);
  gzip.end();
  await isWritten;
}

async function writeLines(gzip: Gzip, items: Iterable<Item>): Promise<void> {
  for (const item of items) if (!gzip.write(`${JSON.stringify({ Item: item })}\n`)) await once(gzip, 'drain');
}
