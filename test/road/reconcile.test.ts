import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AwsCall, Fault } from '../../local/aws/fault.ts';
import { StackTables } from '../stack-tables.ts';
import { newEventId, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { DeadLetters } from './dead-letters.ts';

interface DeadLetterOfAll {
  readonly subscriberId: string;
  readonly eventId: string;
}

/** Events on which `deliver` fails, as if they killed it. */
const killers = new Set<string>();

let fanfare: TestPlatform;
beforeAll(async () => {
  fanfare = await TestPlatform.start({}, { onAwsCall });
});
afterAll(() => fanfare.stop());

function onAwsCall({ caller, action, request }: AwsCall): 'pass' | Fault {
  const isKilled = caller.endsWith('-deliver') && action === 'BatchExecuteStatement';
  if (!isKilled || ![...killers].some((eventId) => request.includes(eventId))) return 'pass';
  return { fault: 'before', kind: { code: 'AccessDeniedException', status: 400 } };
}

const some = (count: number) => Array.from({ length: count }, () => 'happened');

/** An event as EventBridge hands it to a queue. */
const bodyOf = (eventId: string, type: string) =>
  JSON.stringify({
    ...{ version: '0', id: 'x', source: 'test', account: '000000000000', region: 'us-east-1', resources: [] },
    ...{ time: '2026-11-01T10:00:00Z', 'detail-type': type, detail: { eventId } },
  });

async function put(id: string, MessageBody: string): Promise<void> {
  await fanfare.sqs.send(new SendMessageCommand({ QueueUrl: fanfare.queueUrl(id, '-dlq'), MessageBody }));
}

describe('a reconciliation', () => {
  it('lists what SQS itself dead-lettered, which can be redriven then', async () => {
    const letters = (await DeadLetters.make(fanfare, '/killed', [])).heal();
    const RedrivePolicy = JSON.stringify({
      ...{ deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:fanfare-local-${letters.id}-dlq` },
      maxReceiveCount: 1,
    });
    const Attributes = { RedrivePolicy, VisibilityTimeout: '1' };
    await fanfare.sqs.send(new SetQueueAttributesCommand({ QueueUrl: fanfare.queueUrl(letters.id), Attributes }));
    const eventId = newEventId();
    killers.add(eventId);
    await letters.publish({ type: 'happened', eventId });
    await letters.countIs(1);
    expect(await letters.listed()).toEqual([]);
    const reconciliation = await letters.run('reconciliations');
    expect(reconciliation).toMatchObject({ status: 'completed', examined: 1, recorded: 1, removed: 0, unmatched: 0 });
    const [listed, ...more] = await letters.listed();
    expect(more).toEqual([]);
    expect(listed).toMatchObject({ eventId, eventType: 'killed.happened', reason: 'receives-exhausted' });
    expect(listed?.daysLeft).toBeGreaterThan(13.9);
    killers.delete(eventId);
    expect(await letters.run('redrives', { eventIds: [eventId] })).toMatchObject({ moved: 1 });
    await letters.arrive([eventId]);
  });

  it('deletes letters that nobody needs, leaves the others, and counts what holds no event', async () => {
    const letters = (await DeadLetters.make(fanfare, '/needless', some(12))).heal();
    const delivered = letters.eventIds[0] ?? '';
    await letters.run('redrives', { eventIds: [delivered] });
    await fanfare.settled(letters.id, delivered, 'delivered');
    await put(letters.id, bodyOf(delivered, 'needless.happened'));
    await put(letters.id, bodyOf(letters.eventIds[1] ?? '', 'needless.happened')); // a second letter of one delivery
    await put(letters.id, 'no event');
    await letters.countIs(14);
    const reconciliation = await letters.run('reconciliations');
    const counts = { examined: 14, recorded: 0, removed: 2, unreadable: 1, unmatched: 0 };
    expect(reconciliation).toMatchObject({ status: 'completed', ...counts });
    await letters.countIs(12);
    expect(await letters.listed()).toHaveLength(11);
    const QueueUrl = fanfare.queueUrl(letters.id, '-dlq');
    const { Messages = [] } = await fanfare.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    expect(Messages).toHaveLength(10); // nothing is left hidden
  });

  it('counts what the log has as dead and the queue has not, and leaves it', async () => {
    const letters = await DeadLetters.make(fanfare, '/purged', some(3));
    await fanfare.sqs.send(new PurgeQueueCommand({ QueueUrl: fanfare.queueUrl(letters.id, '-dlq') }));
    const reconciliation = await letters.run('reconciliations');
    expect(reconciliation).toMatchObject({ status: 'completed', examined: 0, unmatched: 3 });
    expect(await letters.listed()).toHaveLength(3);
    expect(await letters.run('redrives')).toMatchObject({ status: 'completed', moved: 0 });
    expect(await letters.listed()).toHaveLength(3);
  });
});

describe('every hour', () => {
  async function hour(): Promise<void> {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const lambda = new LambdaClient({ endpoint: fanfare.platform.awsUrl, region: 'us-east-1', credentials });
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: 'fanfare-local-jobs' }));
    expect(Buffer.from(Payload ?? []).toString()).toBe('null');
  }

  it('a reconciliation begins where queue and log differ, once', async () => {
    const letters = await DeadLetters.make(fanfare, '/hourly', some(2));
    const eventId = newEventId();
    await put(letters.id, bodyOf(eventId, 'hourly.happened'));
    await put(letters.id, 'no event');
    await hour();
    await until('the letter to be listed', async () => (await letters.listed()).length === 3);
    const path = `/v1/subscribers/${letters.id}/reconciliations`;
    await until('it to be over', async () => !(await isAtWork(letters.id)));
    const last = await begun(letters.id);
    expect(last).toHaveLength(1);
    await hour(); // all that differs still is the letter without an event
    expect(await begun(letters.id)).toEqual(last);
    expect((await fanfare.api('POST', path)).status).toBe(202);
  });

  it('what a stage of before the list of all had as dead comes into that list, once', async () => {
    const letters = await DeadLetters.make(fanfare, '/older', some(3));
    const [older = '', old = '', listed = ''] = letters.eventIds;
    const tables = new StackTables(fanfare.platform.awsUrl);
    await forgetTime(tables, [older, old]);
    expect(await listedOfAll(letters.id)).toEqual([listed]);
    await hour();
    expect((await listedOfAll(letters.id)).toSorted()).toEqual(letters.eventIds.toSorted());
    const { items } = (await fanfare.api<{ items: object[] }>('GET', `/v1/subscribers/${letters.id}/deliveries`)).body;
    await hour();
    expect((await fanfare.api('GET', `/v1/subscribers/${letters.id}/deliveries`)).body).toEqual({ items });
    await forgetTime(tables, [older]);
    await letters.run('reconciliations');
    expect(await listedOfAll(letters.id)).toContain(older);
  });

  async function listedOfAll(id: string): Promise<string[]> {
    const { body } = await fanfare.api<{ items: DeadLetterOfAll[] }>('GET', '/v1/dead-letters?limit=100');
    return body.items.filter(({ subscriberId }) => subscriberId === id).map(({ eventId }) => eventId);
  }

  /** As if they had died before there was an index by time. */
  async function forgetTime(tables: StackTables, eventIds: readonly string[]): Promise<void> {
    const TableName = await tables.name('Deliveries');
    const { Items = [] } = await tables.client.send(new ScanCommand({ TableName }));
    for (const { pk, sk } of Items.filter(({ eventId }) => eventIds.includes(eventId as string))) {
      const UpdateExpression = 'REMOVE undeliveredIn';
      await tables.client.send(new UpdateCommand({ TableName, Key: { pk, sk }, UpdateExpression }));
    }
  }

  it('a job whose message was lost is carried on', async () => {
    const letters = await DeadLetters.make(fanfare, '/lost', some(2));
    const tables = new StackTables(fanfare.platform.awsUrl);
    const job = {
      ...{ id: `red_${'1'.repeat(32)}`, kind: 'redrive', listing: 'redrive', subscriberId: letters.id },
      ...{ status: 'queued', selection: { kind: 'all' }, moved: 0, examined: 0 },
      createdAt: new Date(Date.now() - 2 * 3_600_000).toISOString(),
    };
    await tables.write('Jobs', [job, { id: `working#${letters.id}`, jobId: job.id }]);
    await hour();
    expect(await letters.over('redrives', job)).toMatchObject({ status: 'completed', moved: 2 });
  });

  const began = () =>
    fanfare.log.filter((line) => line.functionName === 'fanfare-local-jobs' && line.message === 'job over');
  const begun = async (id: string) =>
    began().filter(({ subscriberId, jobId }) => subscriberId === id && String(jobId).startsWith('rec_'));
  const isAtWork = async (id: string) => (await begun(id)).length === 0;
});
