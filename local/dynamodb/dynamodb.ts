/** What answers DynamoDB's calls on this machine? A dynoxide process of our own, or an endpoint that is there already. */
import { crc32 } from 'node:zlib';
import type { Answer } from '../aws/asked.ts';
import type { RawService } from '../aws/json-protocol.ts';
import { AwsError, type Json } from '../aws/service.ts';
import { openContinuousBackups } from './continuous-backups.ts';
import { isAnswering, startDynoxide } from './dynoxide-process.ts';
import { createRegionNames, renameRecordRegion } from './region-names.ts';
import { createSweeper } from './sweep-expired.ts';
import { openWire, type Wire, type WireAnswer } from './wire.ts';

export interface DynamoDb extends RawService {
  /** Where the database itself listens. */
  readonly url: string;
  /** A call made by the platform itself: tables, items and streams. Throws `AwsError`. */
  call(action: string, input: Json): Promise<Json>;
  /** Deletes items past their time to live (also done every minute) and says how many. */
  sweepExpired(nowMs?: number): Promise<number>;
  stop(): Promise<void>;
}

export interface DynamoDbOptions {
  /** Data survives in here; in memory when absent. */
  dataDir?: string | undefined;
  /** An existing DynamoDB-compatible endpoint to use instead of a process of our own: `http://host:port`. */
  endpoint?: string | undefined;
  now?: (() => number) | undefined;
  /** Told once, with the reason, when our process ends without having been asked to. */
  onExit?: ((reason: string) => void) | undefined;
}

const TABLES = 'DynamoDB_20120810';
const STREAMS = 'DynamoDBStreams_20120810';
const SWEEP_EVERY_MS = 60_000;

/** The actions that make up the load: carried as bytes, never looked into. Nothing in them names a region. */
const DATA_ACTIONS: ReadonlySet<string> = new Set([
  ...['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan', 'BatchGetItem', 'BatchWriteItem'],
  ...['TransactGetItems', 'TransactWriteItems', 'ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction'],
]);
const STREAM_ACTIONS: ReadonlySet<string> = new Set([
  'ListStreams',
  'DescribeStream',
  'GetShardIterator',
  'GetRecords',
]);

/** Rejects in one sentence when there is no binary for this platform or nobody answers at `endpoint`. */
export async function startDynamoDb(options: DynamoDbOptions = {}): Promise<DynamoDb> {
  const now = options.now ?? Date.now;
  const engine = options.endpoint ? await existing(options.endpoint) : await startDynoxide(options);
  const wire = openWire(engine.url);
  const control = createControlPlane(wire, options.dataDir, now);
  const ask = (target: string, body: Buffer | string) =>
    DATA_ACTIONS.has(actionOf(target)) ? wire.post(target, body) : control.answer(target, body.toString());

  const call = async (action: string, input: Json) => {
    const target = `${STREAM_ACTIONS.has(action) ? STREAMS : TABLES}.${action}`;
    return toJson(await ask(target, JSON.stringify(input)).catch(unreachable));
  };
  const sweep = createSweeper(call);
  const sweepExpired = (nowMs = now()) => sweep(nowMs);
  // A round that fails is made up for by the next; a process that is gone is reported by `onExit`.
  const timer = setInterval(() => sweepExpired().catch(() => undefined), SWEEP_EVERY_MS).unref();

  return {
    targets: [TABLES, STREAMS],
    url: engine.url,
    forward: async (target, body) => asAnswer(await ask(target, body).catch(unreachable)),
    call,
    sweepExpired,
    stop: async () => {
      clearInterval(timer);
      wire.close();
      control.close();
      await engine.stop();
    },
  };
}

async function existing(endpoint: string): Promise<{ url: string; stop(): Promise<void> }> {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol !== 'http:') throw new Error(`The DynamoDB endpoint must be http://host:port, not ${endpoint}.`);
  if (!(await isAnswering(url.href))) throw new Error(`No DynamoDB answers at ${endpoint}.`);
  return { url: url.origin, stop: async () => undefined };
}

/** Everything that is not load: tables, streams, tags, settings. Here names are translated and gaps filled. */
function createControlPlane(wire: Wire, dataDir: string | undefined, now: () => number) {
  const regions = createRegionNames();
  const backups = openContinuousBackups(dataDir, now);

  async function answer(target: string, body: string): Promise<WireAnswer> {
    const action = actionOf(target);
    if (action.endsWith('ContinuousBackups')) return answerBackups(action, JSON.parse(body) as Json);
    if (action === 'CreateTable' || action === 'UpdateTable') refuseIgnored(JSON.parse(body) as Json);
    const { status, headers, body: bytes } = await wire.post(target, regions.inward(body));
    const text = bytes.toString();
    if (status !== 200) refuseUnknown(action, text);
    else if (action === 'DeleteTable') backups.forget(tableName(JSON.parse(body) as Json));
    const translated = action === 'GetRecords' ? renameRecordRegion(text) : regions.outward(text);
    return { status, headers, body: Buffer.from(action === 'DescribeStream' ? keepOpen(translated) : translated) };
  }

  async function answerBackups(action: string, input: Json): Promise<WireAnswer> {
    const table = tableName(input);
    await requireTable(wire, table);
    const update = action === 'UpdateContinuousBackups';
    const output = update ? backups.update(table, input.PointInTimeRecoverySpecification) : backups.describe(table);
    return { status: 200, headers: {}, body: Buffer.from(JSON.stringify(output)) };
  }

  return { answer, close: () => backups.close() };
}

async function requireTable(wire: Wire, table: string): Promise<void> {
  const { status } = await wire.post(`${TABLES}.DescribeTable`, JSON.stringify({ TableName: table }));
  if (status !== 200) throw new AwsError('TableNotFoundException', `Table not found: ${table}`);
}

/** Settings of a table that the database would pass over in silence. */
function refuseIgnored(input: Json): void {
  for (const setting of ['ResourcePolicy', 'ReplicaUpdates', 'GlobalTableWitnessUpdates']) {
    if (input[setting] === undefined) continue;
    throw new AwsError('ValidationException', `The local DynamoDB does not support ${setting}.`);
  }
}

function refuseUnknown(action: string, text: string): void {
  if (!text.includes('UnknownOperationException')) return;
  throw new AwsError('UnknownOperationException', `The local DynamoDB does not support ${action}.`);
}

/** A stream's only shard is open, but dynoxide gives it an end, which tells a reader to look for its successor. */
function keepOpen(text: string): string {
  const answer = JSON.parse(text) as {
    StreamDescription?: { StreamStatus: string; Shards: { SequenceNumberRange: { EndingSequenceNumber?: string } }[] };
  };
  const { StreamStatus: status, Shards: [shard, ...more] = [] } = answer.StreamDescription ?? {};
  if (status === 'ENABLED' && more.length === 0) delete shard?.SequenceNumberRange.EndingSequenceNumber;
  return JSON.stringify(answer);
}

/** A table is named by its name or its ARN. */
function tableName(input: Json): string {
  return String(input.TableName).replace(/^arn:.*:table\//, '');
}

function actionOf(target: string): string {
  return target.slice(target.indexOf('.') + 1);
}

function unreachable(error: unknown): never {
  if (error instanceof AwsError) throw error;
  throw new AwsError('InternalServerError', `The local DynamoDB does not answer: ${String(error)}`, { status: 500 });
}

function toJson({ status, body }: WireAnswer): Json {
  const json = JSON.parse(body.toString()) as Json;
  if (status === 200) return json;
  const code = String(json.__type).replace(/^.*#/, '');
  throw new AwsError(code, String(json.message ?? json.Message ?? code), { status });
}

function asAnswer({ status, headers, body }: WireAnswer): Answer {
  const requestId = headers['x-amzn-requestid'];
  return {
    status,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-crc32': crc32(body),
      ...(requestId === undefined ? {} : { 'x-amzn-requestid': requestId }),
    },
    body,
  };
}
