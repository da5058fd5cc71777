/** Who may acknowledge what, and when? One event, one acknowledgement, whatever fails or comes late. */
import { ReceiveMessageCommand, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AwsCall, Fault } from '../../local/aws/fault.ts';
import { type DeliveryView, newEventId, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { type Item, idOf, Puller } from './puller.ts';

let fanfare: TestPlatform;
/** For calls whose request holds this text: how they end. */
const faults = new Map<string, (call: AwsCall) => 'pass' | Fault>();
beforeAll(async () => {
  const onAwsCall = (call: AwsCall) => {
    if (call.caller !== 'fanfare-local-pull') return 'pass';
    const [fault] = [...faults].flatMap(([text, decide]) => (call.request.includes(text) ? [decide] : []));
    return fault?.(call) ?? 'pass';
  };
  fanfare = await TestPlatform.start({}, { onAwsCall });
});
afterAll(() => fanfare.stop());

const UNAVAILABLE = { code: 'InternalServerError', status: 500 };

async function publish(name: string): Promise<string> {
  const eventId = newEventId();
  await fanfare.publish({ DetailType: `${name}.event`, Detail: JSON.stringify({ eventId }) });
  return eventId;
}

const outcomes = (delivery: DeliveryView | undefined) =>
  delivery?.attempts.map(({ number, outcome }) => [number, outcome]);

describe.concurrent('what is not acknowledged in time', () => {
  it('comes again, and only who has it now can acknowledge it', async () => {
    const puller = await Puller.subscribe(fanfare, 'fenced', { timeoutSeconds: 1 });
    const eventId = await publish('fenced');
    const first = await puller.pullOne();
    const second = await puller.pullOne();
    expect(idOf(second)).toBe(eventId);
    expect(second.body).toBe(first.body);
    puller.verified(second);
    expect(await puller.ack(first)).toEqual({
      acknowledged: 0,
      failed: [{ receipt: first.receipt, reason: 'expired' }],
    });
    expect(await puller.ack(second)).toEqual({ acknowledged: 1, failed: [] });
    expect(await puller.ack(first)).toMatchObject({ acknowledged: 0, failed: [{ reason: 'expired' }] });
    const delivery = await fanfare.settled(puller.id, eventId, 'delivered');
    expect(delivery.attempts).toMatchObject([
      { number: 1, outcome: 'timed-out', detail: 'acknowledge', durationMs: 1_000 },
      { number: 2, outcome: 'acknowledged' },
    ]);
  });

  it('can be acknowledged in one call by both who had it: one of them has it', async () => {
    const puller = await Puller.subscribe(fanfare, 'both', { timeoutSeconds: 1 });
    await publish('both');
    const first = await puller.pullOne();
    const second = await puller.pullOne();
    expect(await puller.ack(first, second)).toEqual({
      acknowledged: 1,
      failed: [{ receipt: first.receipt, reason: 'expired' }],
    });
  });

  it('can be acknowledged late, as long as nobody else got it', async () => {
    const puller = await Puller.subscribe(fanfare, 'late', { timeoutSeconds: 1 });
    const eventId = await publish('late');
    const item = await puller.pullOne();
    await until('it to be there again', async () => (await fanfare.subscriber(puller.id)).queue.depth === 1);
    expect(await puller.ack(item)).toEqual({ acknowledged: 1, failed: [] });
    expect(outcomes(await fanfare.delivery(puller.id, eventId))).toEqual([[1, 'acknowledged']]);
    expect(await puller.pull()).toEqual([]);
  });

  it('as often as the schedule has attempts is a dead letter; redriven, it is handed out again', async () => {
    const settings = { timeoutSeconds: 1, retrySchedule: [3_600] };
    const puller = await Puller.subscribe(fanfare, 'exhausted', settings);
    const eventId = await publish('exhausted');
    for (let n = 0; n < 2; n++) expect(idOf(await puller.pullOne())).toBe(eventId);
    expect(outcomes(await fanfare.delivery(puller.id, eventId))).toEqual([[1, 'timed-out']]);
    const dead = await until('it to be dead', async () => {
      expect(await puller.pull({ waitSeconds: 1 })).toEqual([]);
      const delivery = await fanfare.delivery(puller.id, eventId);
      return delivery?.status === 'dead' && delivery;
    });
    expect(dead).toMatchObject({ deadReason: 'attempts-exhausted', attempts: [{ number: 1 }, { number: 2 }] });
    const { Messages } = await fanfare.sqs.send(
      new ReceiveMessageCommand({
        ...{ QueueUrl: fanfare.queueUrl(puller.id, '-dlq'), MessageAttributeNames: ['All'], VisibilityTimeout: 0 },
      }),
    );
    expect(Messages?.[0]?.MessageAttributes).toMatchObject({
      reason: { StringValue: 'attempts-exhausted' },
      eventId: { StringValue: eventId },
      attempts: { StringValue: '2' },
    });

    const arn = (suffix: string) => `arn:aws:sqs:us-east-1:000000000000:fanfare-local-${puller.id}${suffix}`;
    await fanfare.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arn('-dlq'), DestinationArn: arn('') }));
    await puller.pullOne();
    expect(await puller.ack(await puller.pullOne())).toMatchObject({ acknowledged: 1 });
    const delivered = await fanfare.settled(puller.id, eventId, 'delivered');
    expect(delivered).not.toHaveProperty('deadReason');
    expect(outcomes(delivered)).toEqual([
      [1, 'timed-out'],
      [2, 'timed-out'],
      [3, 'timed-out'],
      [4, 'acknowledged'],
    ]);
  });
});

describe.concurrent('a receipt', () => {
  it('acknowledged by many at once is acknowledged to all of them', async () => {
    const puller = await Puller.subscribe(fanfare, 'stampede');
    await publish('stampede');
    const item = await puller.pullOne();
    const answers = await Promise.all(Array.from({ length: 6 }, () => puller.ack(item)));
    expect(answers).toEqual(answers.map(() => ({ acknowledged: 1, failed: [] })));
  });

  it('may come again, for the answer may get lost: in a second call, or twice in one', async () => {
    const puller = await Puller.subscribe(fanfare, 'repeated');
    const eventId = await publish('repeated');
    const item = await puller.pullOne();
    for (let n = 0; n < 3; n++) expect(await puller.ack(item, item)).toEqual({ acknowledged: 2, failed: [] });
    expect(outcomes(await fanfare.delivery(puller.id, eventId))).toEqual([[1, 'acknowledged']]);
  });

  it("made up, or another subscriber's, is unknown", async () => {
    const puller = await Puller.subscribe(fanfare, 'own', { eventTypes: ['own.*', 'common.*'] });
    const other = await Puller.subscribe(fanfare, 'other', { eventTypes: ['common.*'] });
    const eventId = await publish('common');
    const [item, foreign] = await Promise.all([puller.pullOne(), other.pullOne()]);
    const madeUp = ['x', 'ü', Buffer.from('[1]').toString('base64url'), `${item.receipt}A`, foreign.receipt];
    const neverHandedOut = changed(item, (fields) => fields.with(2, newEventId()));
    const wrongLease = changed(item, (fields) => fields.with(8, Number(fields[8]) + 1).with(7, Number(fields[7]) + 1));
    const wrongTime = changed(item, (fields) => fields.with(4, '2020-01-01T00:00:00Z'));
    const notHeld = [wrongLease, wrongTime];
    const receipts = [...madeUp, neverHandedOut, ...notHeld];
    expect(await puller.ack(...receipts.map((receipt) => ({ receipt })))).toEqual({
      acknowledged: 0,
      failed: receipts.map((receipt) => ({ receipt, reason: notHeld.includes(receipt) ? 'expired' : 'unknown' })),
    });
    expect(await fanfare.delivery(puller.id, eventId)).toBeUndefined();
    expect(await puller.ack(item, { receipt: 'x' })).toMatchObject({ acknowledged: 1, failed: [{ receipt: 'x' }] });
    expect(await other.ack(foreign)).toMatchObject({ acknowledged: 1 });
  });

  it.each([
    [{ receipts: [] }, 'receipts', 'must be a list of 1 to 100 receipts'],
    [{ receipts: Array(101).fill('x') }, 'receipts', 'must be a list of 1 to 100 receipts'],
    [{ receipts: [7] }, 'receipts.0', 'must be a text of 1 to 8192 characters'],
    [{}, 'receipts', 'must be a list of 1 to 100 receipts'],
    [{ receipts: ['x'], all: true }, 'all', 'is not a known field'],
  ])('that is not given as one is refused: %j', async (body, path, message) => {
    const answer = await fanfare.api('POST', `/v1/subscribers/sub_${'0'.repeat(32)}/ack`, body);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path, message }] } });
  });
});

function changed({ receipt }: Item, change: (fields: unknown[]) => unknown[]): string {
  const fields = JSON.parse(Buffer.from(receipt, 'base64url').toString()) as unknown[];
  return Buffer.from(JSON.stringify(change(fields))).toString('base64url');
}

describe.concurrent('a fault of ours', () => {
  it('while an acknowledgement is recorded leaves it to be repeated', async () => {
    const puller = await Puller.subscribe(fanfare, 'unrecorded');
    const eventId = await publish('unrecorded');
    const item = await puller.pullOne();
    faults.set(eventId, ({ action }) =>
      action === 'BatchWriteItem' ? { fault: 'before', kind: UNAVAILABLE } : 'pass',
    );
    expect(await puller.ask('ack', { receipts: [item.receipt] })).toMatchObject({ status: 500 });
    expect(await fanfare.delivery(puller.id, eventId)).toBeUndefined();
    faults.delete(eventId);
    expect(await puller.ack(item)).toEqual({ acknowledged: 1, failed: [] });
    expect(outcomes(await fanfare.delivery(puller.id, eventId))).toEqual([[1, 'acknowledged']]);
  });

  it('while the message is deleted leaves a duplicate, which is dropped', async () => {
    const puller = await Puller.subscribe(fanfare, 'undeleted', { timeoutSeconds: 2 });
    const eventId = await publish('undeleted');
    const item = await puller.pullOne();
    faults.set(puller.id, ({ action }) =>
      action === 'DeleteMessageBatch' ? { fault: 'before', kind: UNAVAILABLE } : 'pass',
    );
    expect(await puller.ask('ack', { receipts: [item.receipt] })).toMatchObject({ status: 500 });
    faults.delete(puller.id);
    await until('the duplicate to be dropped', async () => {
      expect(await puller.pull({ waitSeconds: 1 })).toEqual([]);
      return fanfare.logOf(eventId).some(({ decision }) => decision === 'duplicate');
    });
    expect(await puller.ack(item)).toEqual({ acknowledged: 1, failed: [] });
  });

  it('while events are handed out leaves them where they were, and charges nobody', async () => {
    const puller = await Puller.subscribe(fanfare, 'unclaimed', { timeoutSeconds: 3_600 });
    const eventId = await publish('unclaimed');
    faults.set(eventId, ({ action }) =>
      action === 'BatchExecuteStatement' ? { fault: 'before', kind: UNAVAILABLE } : 'pass',
    );
    expect(await puller.ask('pull', { waitSeconds: 5 })).toMatchObject({ status: 500 });
    faults.delete(eventId);
    const item = await puller.pullOne();
    expect(idOf(item)).toBe(eventId);
    await puller.ack(item);
    expect(outcomes(await fanfare.delivery(puller.id, eventId))).toEqual([[1, 'acknowledged']]);
  });

  it('whose answer alone gets lost is none: what was claimed is known again', async () => {
    const puller = await Puller.subscribe(fanfare, 'unheard', { timeoutSeconds: 3_600 });
    const eventId = await publish('unheard');
    let calls = 0;
    faults.set(eventId, ({ action }) =>
      action === 'BatchExecuteStatement' && calls++ === 0 ? { fault: 'after', kind: 'reset' } : 'pass',
    );
    const item = await puller.pullOne();
    expect(idOf(item)).toBe(eventId);
    calls = 0;
    expect(await puller.ack(item)).toEqual({ acknowledged: 1, failed: [] });
    faults.delete(eventId);
    expect(outcomes(await fanfare.delivery(puller.id, eventId))).toEqual([[1, 'acknowledged']]);
  });
});
