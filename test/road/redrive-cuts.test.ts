/**
 * Jobs on dead letters are cut off after each kind of call to AWS, as if their function had been killed. Carried on a
 * minute later, they must come to the same end as if they had not been: nothing lost, nothing delivered twice.
 */
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AwsCall, Fault } from '../../local/aws/fault.ts';
import { newEventId, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import type { DeadLetterView, JobNoun, JobView } from './dead-letters.ts';

/** A job of its own subscriber, cut off once it has made its nth call of an action. */
interface Cut {
  readonly kind: Kind;
  readonly action: string;
  readonly nth: number;
  readonly path: string;
  id: string;
  calls: number;
  isCut: boolean;
  job?: JobView;
}

type Kind = 'redrive of chosen ones' | 'redrive of all' | 'discard' | 'reconciliation';

const WANTED = { filter: { eventType: 'cut.wanted' } };
const JOBS: Record<Kind, { readonly noun: JobNoun; readonly body?: object; readonly after: readonly string[] }> = {
  'redrive of chosen ones': {
    noun: 'redrives',
    body: WANTED,
    after: [
      ...['UpdateItem', 'UpdateItem 2', 'UpdateItem 3', 'UpdateItem 4', 'UpdateItem 5', 'Query', 'ReceiveMessage'],
      ...['BatchGetItem', 'PutItem', 'SendMessageBatch', 'DeleteMessageBatch', 'ChangeMessageVisibilityBatch'],
      'TransactWriteItems',
    ],
  },
  'redrive of all': {
    noun: 'redrives',
    body: {},
    after: [
      ...['UpdateItem', 'UpdateItem 3', 'UpdateItem 4', 'ListMessageMoveTasks', 'ListMessageMoveTasks 2'],
      ...['StartMessageMoveTask', 'Query', 'PutItem', 'TransactWriteItems'],
    ],
  },
  discard: {
    noun: 'discards',
    body: WANTED,
    after: [
      ...['UpdateItem', 'ReceiveMessage', 'BatchGetItem', 'PutItem', 'DeleteMessageBatch'],
      ...['ChangeMessageVisibilityBatch', 'TransactWriteItems'],
    ],
  },
  reconciliation: {
    noun: 'reconciliations',
    after: ['PutItem', 'DeleteMessageBatch', 'ChangeMessageVisibilityBatch', 'Query', 'TransactWriteItems'],
  },
};

const cuts: Cut[] = (Object.keys(JOBS) as Kind[]).flatMap((kind, row) =>
  JOBS[kind].after.map((each, column) => {
    const [action = '', nth = '1'] = each.split(' ');
    return { kind, action, nth: Number(nth), path: `/cut-${row}-${column}`, id: '', calls: 0, isCut: false };
  }),
);
const ofKind = (kind: Kind) => cuts.filter((cut) => cut.kind === kind);

const wanted = Array.from({ length: 3 }, newEventId);
const others = Array.from({ length: 3 }, newEventId);
/** What SQS moved by itself. */
const unlogged = newEventId();

let fanfare: TestPlatform;
let isWell = false;
let isCutting = true;
/** By path and event, how often it was taken. */
const taken = new Map<string, Map<string, number>>();

beforeAll(async () => {
  fanfare = await TestPlatform.start({}, { onAwsCall });
  await Promise.all(cuts.map(subscribe));
  await fanfare.publish(...wanted.map((eventId) => event('wanted', eventId)));
  await fanfare.publish(...others.map((eventId) => event('other', eventId)));
  for (const cut of cuts) await queuedIs(cut, 6);
  isWell = true;
  await Promise.all(ofKind('redrive of all').map(({ id }) => fanfare.api('POST', `/v1/subscribers/${id}/pause`)));
  for (const cut of ofKind('reconciliation')) {
    await put(cut, unlogged);
    await put(cut, wanted[0] ?? ''); // a second letter of one delivery
  }
}, 240_000);
afterAll(() => fanfare.stop());

const event = (type: string, eventId: string) => ({
  DetailType: `cut.${type}`,
  Detail: JSON.stringify({ eventId }),
});

async function subscribe(cut: Cut): Promise<void> {
  fanfare.endpoint.behave(cut.path, ({ headers }) => {
    if (!isWell) return { status: 500 };
    const ofPath = taken.get(cut.path) ?? new Map<string, number>();
    const eventId = headers['webhook-id'] ?? '';
    taken.set(cut.path, ofPath.set(eventId, (ofPath.get(eventId) ?? 0) + 1));
    return { status: 200 };
  });
  cut.id = (await fanfare.subscribe(cut.path, { eventTypes: ['cut.*'], retrySchedule: [1] })).id;
}

async function put({ id }: Cut, eventId: string): Promise<void> {
  const MessageBody = JSON.stringify({
    ...{ version: '0', id: 'x', source: 'test', account: '000000000000', region: 'us-east-1', resources: [] },
    ...{ time: '2026-11-01T10:00:00Z', 'detail-type': 'cut.wanted', detail: { eventId } },
  });
  await fanfare.sqs.send(new SendMessageCommand({ QueueUrl: fanfare.queueUrl(id, '-dlq'), MessageBody }));
}

async function onAwsCall({ caller, action, request }: AwsCall): Promise<'pass' | Fault> {
  if (!isCutting || caller !== 'fanfare-local-jobs') return 'pass';
  const cut = await cutOf(request);
  if (!cut || isOver(cut)) return 'pass';
  if (cut.isCut) return { fault: 'before', kind: 'reset' };
  if (action !== cut.action || ++cut.calls < cut.nth) return 'pass';
  cut.isCut = true;
  return { fault: 'after', kind: 'reset' };
}

/** Calls name the subscriber or the job, which is known a moment after it was asked for. */
async function cutOf(request: string): Promise<Cut | undefined> {
  const subscriber = /sub_[0-9a-f]{32}/.exec(request)?.[0];
  if (subscriber !== undefined) return cuts.find(({ id }) => id === subscriber);
  const job = /(?:red|dis|rec)_[0-9a-f]{32}/.exec(request)?.[0];
  return job === undefined ? undefined : until(`${job} to be known`, () => cuts.find((cut) => cut.job?.id === job));
}

/** Whether calls get through again: the invocation that was cut off is over. */
function isOver({ isCut, job }: Cut): boolean {
  return isCut && fanfare.log.some((line) => line.jobId === job?.id && line.message === 'job not carried on');
}

async function queuedIs({ id, path }: Cut, count: number): Promise<void> {
  const queued = async () => (await fanfare.subscriber(id)).queue.deadLetters;
  await until(`${path} to have ${count} dead letters`, async () => (await queued()) === count, 100);
}

async function start(cut: Cut): Promise<void> {
  const { noun, body } = JOBS[cut.kind];
  const answer = await fanfare.api<JobView>('POST', `/v1/subscribers/${cut.id}/${noun}`, body);
  expect(answer.status).toBe(202);
  cut.job = answer.body;
}

async function over(cut: Cut): Promise<void> {
  await until(
    `${cut.kind}, cut off after ${cut.action} ${cut.nth}, to be over`,
    async () => {
      const { body } = await fanfare.api<JobView>('GET', `/v1/${JOBS[cut.kind].noun}/${cut.job?.id}`);
      cut.job = body;
      return ['completed', 'cancelled', 'failed'].includes(body.status);
    },
    200,
  );
}

async function listed({ id }: Cut): Promise<string[]> {
  const { body } = await fanfare.api<{ items: DeadLetterView[] }>('GET', `/v1/subscribers/${id}/dead-letters`);
  return body.items.map(({ eventId }) => eventId).sort();
}

/** Waits until these were taken, and sees that each was once, and nothing else. */
async function expectTaken({ path, kind, action, nth }: Cut, eventIds: readonly string[]): Promise<void> {
  const ofPath = () => taken.get(path) ?? new Map<string, number>();
  await until(`${eventIds.length} events at ${path}`, () => eventIds.every((eventId) => ofPath().has(eventId)));
  const once = Object.fromEntries(eventIds.map((eventId) => [eventId, 1]));
  expect(Object.fromEntries(ofPath()), `${kind}, cut off after ${action} ${nth}`).toEqual(once);
}

it('cut off after any call, jobs on dead letters come to the same end', async () => {
  await Promise.all(cuts.map(start));
  await Promise.all(cuts.map(over));
  for (const { kind, action, nth, isCut, job } of cuts) {
    expect({ kind, action, nth, isCut, status: job?.status, failure: job?.failure }).toMatchObject({
      ...{ isCut: true, status: 'completed', failure: undefined },
    });
  }
  await Promise.all(ofKind('redrive of all').map(({ id }) => fanfare.api('POST', `/v1/subscribers/${id}/resume`)));
  const all = [...wanted, ...others];
  for (const cut of ofKind('redrive of chosen ones')) {
    await expectTaken(cut, wanted);
    await queuedIs(cut, 3);
    expect(await listed(cut)).toEqual([...others].sort());
  }
  for (const cut of ofKind('redrive of all')) {
    await expectTaken(cut, all);
    await queuedIs(cut, 0);
    expect(await listed(cut)).toEqual([]);
  }
  for (const cut of ofKind('discard')) {
    await expectTaken(cut, []);
    await queuedIs(cut, 3);
    expect(await listed(cut)).toEqual([...others].sort());
  }
  for (const cut of ofKind('reconciliation')) {
    await queuedIs(cut, 7);
    expect(await listed(cut)).toEqual([...all, unlogged].sort());
  }
}, 300_000);

it('and leave nothing behind that would hold up another job', async () => {
  isCutting = false;
  const left = cuts.filter(({ kind }) => kind !== 'redrive of all');
  for (const cut of left) {
    const { status } = await fanfare.api('POST', `/v1/subscribers/${cut.id}/redrives`, {});
    expect(status).toBe(202);
  }
  for (const cut of left) {
    await queuedIs(cut, 0);
    const lost = cut.kind === 'reconciliation' ? [unlogged] : [];
    await expectTaken(cut, [...(cut.kind === 'discard' ? [] : wanted), ...others, ...lost]);
  }
}, 200_000);
