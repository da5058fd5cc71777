/** What becomes of an event that a rule's target does not take? */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AwsError } from '../../local/aws/service.ts';
import type { DeliverableTarget } from '../../local/eventbridge/delivery.ts';
import { EventBridge } from '../../local/eventbridge/eventbridge.ts';
import { openState } from '../../local/state.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:orders';
const DEAD = 'arn:aws:sqs:us-east-1:000000000000:dead';

interface Taken {
  arn: string;
  event: string;
  attributes: Readonly<Record<string, string>> | undefined;
}

let dataDir: string;
let open: EventBridge[];
let tries: number;
let taken: Taken[];
/** What the queue answers: an error to throw, or nothing when it takes the event. */
let queueSays: () => Error | undefined;

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'eventbridge-'));
  open = [];
  tries = 0;
  taken = [];
  queueSays = () => undefined;
});

afterEach(async () => {
  await Promise.all(open.map((each) => each.stop()));
  rmSync(dataDir, { recursive: true, force: true });
});

function start(retryDelaysMs: readonly number[] = [1, 1, 1], now = Date.now): EventBridge {
  const started = new EventBridge({ db: openState(dataDir, 'eventbridge'), deliver, retryDelaysMs, now });
  open.push(started);
  return started;
}

function deliver({ arn }: DeliverableTarget, event: string, attributes?: Readonly<Record<string, string>>) {
  if (arn === QUEUE) {
    tries += 1;
    const refusal = queueSays();
    if (refusal) throw refusal;
  }
  taken.push({ arn, event, attributes });
}

async function subscribe(eventBridge: EventBridge, settings: object = { DeadLetterConfig: { Arn: DEAD } }) {
  await eventBridge.handle('PutRule', { Name: 'r', EventPattern: '{"source":["shop"]}' });
  await eventBridge.handle('PutTargets', { Rule: 'r', Targets: [{ Id: 'q', Arn: QUEUE, ...settings }] });
}

async function publish(eventBridge: EventBridge) {
  const Entries = [{ Source: 'shop', DetailType: 'order.paid', Detail: '{"n":1}' }];
  expect(await eventBridge.handle('PutEvents', { Entries })).toMatchObject({ FailedEntryCount: 0 });
}

describe('a delivery that fails', () => {
  it('is tried again until it succeeds', async () => {
    const eventBridge = start();
    await subscribe(eventBridge);
    queueSays = () => (tries < 3 ? new Error('busy') : undefined);
    await publish(eventBridge);
    await vi.waitFor(() => expect(taken).toMatchObject([{ arn: QUEUE, attributes: undefined }]));
    expect(tries).toBe(3);
  });

  it('goes to the dead-letter queue with the reason when the retries are used up', async () => {
    const eventBridge = start();
    await subscribe(eventBridge);
    queueSays = () => new Error('down');
    await publish(eventBridge);
    await vi.waitFor(() => expect(taken).toHaveLength(1));
    expect(tries).toBe(4);
    expect(taken[0]?.attributes).toEqual({
      RULE_ARN: 'arn:aws:events:us-east-1:000000000000:rule/r',
      TARGET_ARN: QUEUE,
      ERROR_CODE: 'INTERNAL_ERROR',
      ERROR_MESSAGE: 'down',
      RETRY_ATTEMPTS: '3',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
    });
    expect(taken[0]).toMatchObject({ arn: DEAD, event: expect.stringContaining('"detail":{"n":1}}') });
  });

  it("is not retried more often than the target's retry policy says", async () => {
    const eventBridge = start();
    await subscribe(eventBridge, { DeadLetterConfig: { Arn: DEAD }, RetryPolicy: { MaximumRetryAttempts: 0 } });
    queueSays = () => new Error('down');
    await publish(eventBridge);
    expect(tries).toBe(1);
    expect(taken).toMatchObject([{ arn: DEAD, attributes: { RETRY_ATTEMPTS: '0' } }]);
  });

  it.each([
    ['AccessDenied', 'NO_PERMISSIONS'],
    ['QueueDoesNotExist', 'NO_RESOURCE'],
  ])('for %s goes to the dead-letter queue at once as %s', async (code, errorCode) => {
    const eventBridge = start();
    await subscribe(eventBridge);
    queueSays = () => new AwsError(code, 'no');
    await publish(eventBridge);
    expect(tries).toBe(1);
    expect(taken).toMatchObject([{ arn: DEAD, attributes: { ERROR_CODE: errorCode, ERROR_MESSAGE: 'no' } }]);
    expect(taken[0]?.attributes).not.toHaveProperty('EXHAUSTED_RETRY_CONDITION');
  });

  it('survives a restart while it waits', async () => {
    const before = start([60_000]);
    await subscribe(before);
    queueSays = () => new Error('down');
    await publish(before);
    await before.stop();
    queueSays = () => undefined;
    start([], () => Date.now() + 60_000);
    await vi.waitFor(() => expect(taken).toMatchObject([{ arn: QUEUE }]));
    expect(tries).toBe(2);
  });
});
