import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Endpoint } from '../endpoint.ts';
import { freePort } from '../free-port.ts';
import { PlatformProcess } from '../platform-process.ts';
import { until } from '../until.ts';

const EVENTS = 500;

let dataDir: string;
let endpoint: Endpoint;
let running: PlatformProcess | undefined;
beforeEach(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'fanfare-kill-'));
  endpoint = await Endpoint.start();
});
afterEach(async () => {
  await running?.kill('SIGKILL');
  await endpoint.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

it('killed with 500 deliveries in flight or waiting, the platform loses none of them', async () => {
  const { options, aws, api } = await commandLine();
  // A third waits for its retry, a third hangs in its attempt, a third is slow: all are somewhere when the kill comes.
  const kindOf = (id: string) => Number(id.slice(4)) % 3;
  let isBefore = true;
  const accepted = new Map<string, number>();
  endpoint.behave('/busy', async ({ headers }) => {
    const id = headers['webhook-id'] ?? '';
    if (isBefore) await new Promise((resolve) => setTimeout(resolve, kindOf(id) * 700));
    if (isBefore && kindOf(id) === 0) return { status: 503 };
    accepted.set(id, (accepted.get(id) ?? 0) + 1);
    return { status: 200 };
  });
  running = new PlatformProcess(options);
  await running.ready();
  await subscribe(api);
  await publish(aws, EVENTS);
  await until('the first attempts', () => endpoint.received.length >= 60);
  await running.kill('SIGKILL');
  isBefore = false;
  const before = endpoint.received.length;

  running = new PlatformProcess(options);
  await running.ready();
  await until('every event', () => accepted.size === EVENTS, 100);
  await until('every retry', async () => (await undelivered(api)) === 0, 100);
  const duplicates = [...accepted.values()].reduce((sum, times) => sum + times - 1, 0);
  process.stdout.write(
    `killed after ${before} attempts: ${EVENTS} of ${EVENTS} arrived, ${duplicates} of them twice\n`,
  );
  expect(endpoint.received.every(({ isVerified }) => isVerified)).toBe(true);
  expect((await running.kill('SIGTERM')).code).toBe(0);
}, 240_000);

it('told to stop while an endpoint hangs, the platform does not wait for it, and keeps the event', async () => {
  const { options, aws, api } = await commandLine();
  endpoint.behave('/busy', () => 'hang');
  running = new PlatformProcess(options);
  await running.ready();
  await subscribe(api, { timeoutSeconds: 30 });
  await publish(aws, 1);
  await until('the attempt', () => endpoint.received.length === 1);
  const hungSince = Date.now();
  expect((await running.kill('SIGTERM')).code).toBe(0);
  expect(Date.now() - hungSince).toBeLessThan(30_000); // it did not wait for the attempt's own time limit

  running = new PlatformProcess(options);
  await running.ready();
  expect(await undelivered(api)).toBe(1); // it waits, to be tried again when the claim's lease is over
}, 180_000);

async function commandLine(): Promise<{ options: string[]; aws: string; api: string }> {
  const [aws, api, receiver] = [await freePort(), await freePort(), await freePort()];
  const ports = ['--aws-port', String(aws), '--api-port', String(api), '--receiver-port', String(receiver)];
  return {
    options: [...ports, '--data-dir', dataDir],
    aws: `http://127.0.0.1:${aws}`,
    api: `http://127.0.0.1:${api}`,
  };
}

async function subscribe(api: string, settings: object = {}): Promise<void> {
  const answer = await fetch(`${api}/v1/subscribers`, {
    method: 'POST',
    body: JSON.stringify({
      name: 'busy',
      url: endpoint.url('/busy'),
      eventTypes: ['busy.*'],
      retrySchedule: [3, 3, 3],
      ...settings,
    }),
  });
  const { id, secret } = (await answer.json()) as { id: string; secret: string };
  endpoint.expect('/busy', secret);
  await until('it to be active', async () => {
    const subscriber = (await (await fetch(`${api}/v1/subscribers/${id}`)).json()) as { status: string };
    return subscriber.status === 'active';
  });
}

async function publish(aws: string, count: number): Promise<void> {
  const events = new EventBridgeClient({
    endpoint: aws,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  for (let at = 0; at < count; at += 10) {
    const Entries = Array.from({ length: Math.min(10, count - at) }, (_, n) => ({
      EventBusName: 'fanfare-local',
      Source: 'test',
      DetailType: 'busy.now',
      Detail: JSON.stringify({ eventId: `evt_${at + n}` }),
    }));
    expect((await events.send(new PutEventsCommand({ Entries }))).FailedEntryCount).toBe(0);
  }
}

/** Messages that wait or are being delivered, over all subscribers. */
async function undelivered(api: string): Promise<number> {
  const { items } = (await (await fetch(`${api}/v1/subscribers`)).json()) as { items: { id: string }[] };
  let sum = 0;
  for (const { id } of items) {
    const { queue } = (await (await fetch(`${api}/v1/subscribers/${id}`)).json()) as {
      queue: { depth: number; inFlight: number };
    };
    sum += queue.depth + queue.inFlight;
  }
  return sum;
}
