/** Does the DynamoDB process live and die with the platform, and does the data outlive both? */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type DynamoDb, startDynamoDb } from '../../local/dynamodb/dynamodb.ts';
import { findDynoxide } from '../../local/dynamodb/find-dynoxide.ts';

const HOST = fileURLToPath(new URL('dynamodb-host.ts', import.meta.url));
const TABLE = {
  TableName: 'claims',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
};

let dataDir: string;
const started: DynamoDb[] = [];
const spawned: ChildProcess[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'fanfare-dynamodb-'));
});

afterEach(async () => {
  for (const db of started.splice(0)) await db.stop();
  for (const child of spawned.splice(0)) child.kill('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(options: Parameters<typeof startDynamoDb>[0] = { dataDir }): Promise<DynamoDb> {
  const db = await startDynamoDb(options);
  started.push(db);
  return db;
}

/** Another process that holds the database, as `npm start` would. */
async function startHost(): Promise<{ host: ChildProcess; db: DynamoDb }> {
  const host = spawn(process.execPath, [HOST, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  spawned.push(host);
  const [line] = await once(host.stdout as NodeJS.ReadableStream, 'data');
  return { host, db: await start({ endpoint: String(line).trim() }) };
}

const enginePid = () => (JSON.parse(readFileSync(path.join(dataDir, 'dynamodb.pid'), 'utf8')) as { pid: number }).pid;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A killed process stays listed until its parent has read its end.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

const untilGone = (pid: number) => vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 5_000, interval: 10 });

const putItems = (db: DynamoDb, count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, i) =>
      db.call('PutItem', { TableName: 'claims', Item: { pk: { S: `claim-${i}` } } }),
    ),
  );

test('stop ends the process and leaves no pid file; the next start finds the data', async () => {
  const first = await startDynamoDb({ dataDir });
  const pid = enginePid();
  await first.call('CreateTable', TABLE);
  await putItems(first, 3);
  await first.stop();
  expect(isAlive(pid)).toBe(false);
  expect(existsSync(path.join(dataDir, 'dynamodb.pid'))).toBe(false);
  const second = await start();
  expect((await second.call('Scan', { TableName: 'claims' })).Count).toBe(3);
});

test('without a data dir nothing is kept', async () => {
  const first = await startDynamoDb();
  await first.call('CreateTable', TABLE);
  await first.stop();
  const second = await start({});
  expect(await second.call('ListTables', {})).toEqual({ TableNames: [] });
});

test('when the platform is killed its DynamoDB process ends by itself', async () => {
  const { host } = await startHost();
  const pid = enginePid();
  host.kill('SIGKILL');
  await untilGone(pid);
});

test('acknowledged writes survive a kill of both processes', async () => {
  const { host, db } = await startHost();
  await db.call('CreateTable', TABLE);
  await putItems(db, 50);
  process.kill(enginePid(), 'SIGKILL');
  host.kill('SIGKILL');
  await once(host, 'exit');
  const restarted = await start();
  expect((await restarted.call('Scan', { TableName: 'claims', Select: 'COUNT' })).Count).toBe(50);
});

test('a process that an earlier run left behind is ended before the database is opened again', async () => {
  const leftover = spawn(findDynoxide(), ['--port', '0', '--db-path', path.join(dataDir, 'dynamodb.db')], {
    stdio: 'ignore',
  });
  spawned.push(leftover);
  const deadParent = 2 ** 22 + 1;
  writeFileSync(path.join(dataDir, 'dynamodb.pid'), JSON.stringify({ pid: leftover.pid, parent: deadParent }));
  const ended = once(leftover, 'exit');
  await start();
  expect(await ended).toEqual([null, 'SIGKILL']);
});

test('a process of another kind that got the number of the old one is left alone', async () => {
  const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  spawned.push(bystander);
  writeFileSync(path.join(dataDir, 'dynamodb.pid'), JSON.stringify({ pid: bystander.pid, parent: 1 }));
  await start();
  expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
});

test('a database that a living platform holds is refused', async () => {
  const { host } = await startHost();
  await expect(startDynamoDb({ dataDir })).rejects.toThrow(`is in use by process ${host.pid}`);
});

test('an end that nobody asked for is reported once, with its reason', async () => {
  const reasons: string[] = [];
  const db = await start({ dataDir, onExit: (reason) => reasons.push(reason) });
  process.kill(enginePid(), 'SIGKILL');
  await vi.waitFor(() => expect(reasons).toEqual(['The local DynamoDB stopped: it ended with SIGKILL.']));
  await expect(db.call('ListTables', {})).rejects.toMatchObject({ code: 'InternalServerError', status: 500 });
});

test('a platform without a binary is told in one sentence what to do', () => {
  expect(() => findDynoxide('sunos', 'sparc', '/nowhere')).toThrow(
    'The local DynamoDB needs the dynoxide binary, which is not here for sunos-sparc: run `npm install --no-save dynoxide`, put `dynoxide` on the PATH, or point `--dynamodb-endpoint` at a running DynamoDB Local.',
  );
});

test('an endpoint where nobody answers is refused at once', async () => {
  await expect(startDynamoDb({ endpoint: 'http://127.0.0.1:1' })).rejects.toThrow(
    'No DynamoDB answers at http://127.0.0.1:1.',
  );
  await expect(startDynamoDb({ endpoint: 'localhost:8000' })).rejects.toThrow('must be http://host:port');
});
