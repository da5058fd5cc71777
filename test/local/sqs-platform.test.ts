/** Does the queue service keep what it promised, and open the doors the local platform needs? */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Call, type Json, PLATFORM_CALL } from '../../local/aws/service.ts';
import { openState } from '../../local/state.ts';
import { arnOf, type RunningSqs, startSqs } from './start-sqs.ts';

let running: RunningSqs;
let QueueUrl: string;
beforeEach(async () => {
  running = await startSqs();
  QueueUrl = await running.queue('orders');
});
afterEach(() => running.stop());

const hold = async (holder: string, MaxNumberOfMessages = 1, call: Call = PLATFORM_CALL) => {
  const input = { QueueUrl, MaxNumberOfMessages, __holder: holder };
  const { Messages = [] } = (await running.sqs.handle('ReceiveMessage', input, call)) as { Messages?: Json[] };
  return Messages;
};

describe('messages held by a consumer', () => {
  it('are shown at once when their holders are known to be gone, and were received all the same', async () => {
    await running.send(QueueUrl, 'a', 'b', 'c');
    await hold('worker-1/x');
    await hold('worker-2/x');
    await running.receive(QueueUrl);
    expect(running.sqs.releaseHeld('worker-1/')).toBe(1);
    const [released] = await running.receive(QueueUrl, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
    expect(released).toMatchObject({ Body: 'a', Attributes: { ApproximateReceiveCount: '2' } });
    expect(running.sqs.releaseHeld()).toBe(1);
    expect(await running.receive(QueueUrl)).toMatchObject([{ Body: 'b' }]);
  });

  it('are held no longer once their visibility is changed', async () => {
    await running.send(QueueUrl, 'a');
    const [message] = await hold('worker-1');
    const ReceiptHandle = String(message?.ReceiptHandle);
    await running.client.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 3_600 }),
    );
    expect(running.sqs.releaseHeld()).toBe(0);
    expect(await running.receive(QueueUrl)).toEqual([]);
  });

  it('wake a long poll when they are released', async () => {
    await running.send(QueueUrl, 'a');
    await hold('worker-1');
    const poll = running.sqs.handle('ReceiveMessage', { QueueUrl, WaitTimeSeconds: 20 }, PLATFORM_CALL);
    running.sqs.releaseHeld();
    expect(await poll).toMatchObject({ Messages: [{ Body: 'a' }] });
  });

  it('are a matter of the platform alone', async () => {
    await expect(hold('worker-1', 1, { accessKeyId: 'test' })).rejects.toMatchObject({ code: 'UnsupportedOperation' });
  });

  it('are still known as held after a restart', async () => {
    const db = new DatabaseSync(':memory:');
    const first = await startSqs({ db });
    const url = await first.queue('orders');
    await first.send(url, 'a');
    await first.sqs.handle('ReceiveMessage', { QueueUrl: url, __holder: 'worker-1' }, PLATFORM_CALL);
    await first.stop();
    const second = await startSqs({ db });
    try {
      expect(second.sqs.releaseHeld()).toBe(1);
      expect(await second.receive(await second.queue('orders'))).toMatchObject([{ Body: 'a' }]);
    } finally {
      await second.stop();
    }
  });
});

describe('queueByArn', () => {
  it('answers where a queue is and who may send to it', async () => {
    const url = await running.queue('guarded', { Policy: '{"Statement":[]}' });
    expect(running.sqs.queueByArn(arnOf('guarded'))).toEqual({ url, policy: '{"Statement":[]}' });
    expect(running.sqs.queueByArn(arnOf('orders'))).toEqual({ url: QueueUrl, policy: undefined });
    expect(running.sqs.queueByArn('arn:aws:sqs:eu-west-1:000000000000:orders')).toBeUndefined();
  });
});

describe('what is not supported', () => {
  it('is refused by name: actions and fields', async () => {
    const ask = (action: string, input: Json) => running.sqs.handle(action, input, PLATFORM_CALL);
    await expect(ask('AddPermission', { QueueUrl })).rejects.toThrow('AddPermission');
    await expect(ask('toString', {})).rejects.toMatchObject({ code: 'UnsupportedOperation' });
    await expect(ask('PurgeQueue', { QueueUrl, Force: true })).rejects.toThrow('Force');
  });
});

describe('a kill of the process', () => {
  it('loses no message whose send was answered', async () => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'fanfare-sqs-'));
    const host = fileURLToPath(new URL('sqs-host.ts', import.meta.url));
    const child = spawn(process.execPath, [host, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    for await (const chunk of child.stdout) {
      output += String(chunk);
      if (output.length > 20_000) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');

    const answered = output.split('\n').slice(0, -1);
    const after = await startSqs({ db: openState(dataDir, 'sqs') });
    try {
      const url = await after.queue('orders');
      const kept = new Set<string>();
      for (let batch = await after.receive(url); batch.length > 0; batch = await after.receive(url)) {
        for (const { MessageId } of batch) kept.add(String(MessageId));
      }
      expect(answered.length).toBeGreaterThan(500);
      expect(answered.filter((id) => !kept.has(id))).toEqual([]);
    } finally {
      await after.stop();
      rmSync(dataDir, { recursive: true });
    }
  });
});
