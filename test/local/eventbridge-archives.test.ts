/** Do local archives keep what EventBridge's would, and for as long? */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CreateArchiveCommand,
  type CreateArchiveCommandInput,
  DeleteArchiveCommand,
  DescribeArchiveCommand,
  type EventBridgeClient,
  ListArchivesCommand,
  UpdateArchiveCommand,
} from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../until.ts';
import { type RunningEventBridge, startEventBridge } from './start-eventbridge.ts';

const NOW = Date.parse('2026-11-05T10:20:30.456Z');
const DAY_MS = 86_400_000;
const NO_BUS = 'arn:aws:events:us-east-1:000000000000:event-bus/none';

let events: RunningEventBridge;
let client: EventBridgeClient;
let archives = 0;

beforeAll(async () => {
  events = await startEventBridge({ now: () => NOW });
  client = events.client;
});

afterAll(() => events.stop());

async function newArchive(settings: { EventPattern?: string; RetentionDays?: number } = {}) {
  const bus = await events.newBus();
  const name = `archive-${archives++}`;
  await client.send(new CreateArchiveCommand({ ArchiveName: name, EventSourceArn: bus.arn, ...settings }));
  return { bus, name };
}

function describeArchive(ArchiveName: string) {
  return client.send(new DescribeArchiveCommand({ ArchiveName }));
}

describe('an archive', () => {
  it('is made for a bus, described, listed, changed and deleted', async () => {
    const bus = await events.newBus();
    const pattern = '{"source":["shop"]}';
    const made = await client.send(
      new CreateArchiveCommand({
        ...{ ArchiveName: 'past', EventSourceArn: bus.arn, Description: 'What happened', RetentionDays: 30 },
        EventPattern: pattern,
      }),
    );
    const arn = 'arn:aws:events:us-east-1:000000000000:archive/past';
    expect(made).toMatchObject({ ArchiveArn: arn, State: 'ENABLED', CreationTime: new Date(NOW) });
    expect(await describeArchive('past')).toMatchObject({
      ...{ ArchiveName: 'past', ArchiveArn: arn, EventSourceArn: bus.arn, State: 'ENABLED', RetentionDays: 30 },
      ...{ Description: 'What happened', EventPattern: pattern, EventCount: 0, SizeBytes: 0 },
    });
    await client.send(new UpdateArchiveCommand({ ArchiveName: 'past', RetentionDays: 7 }));
    const { Archives } = await client.send(new ListArchivesCommand({ EventSourceArn: bus.arn }));
    expect(Archives).toMatchObject([{ ArchiveName: 'past', RetentionDays: 7, EventCount: 0 }]);
    expect(await describeArchive('past')).toMatchObject({ Description: 'What happened', EventPattern: pattern });
    await client.send(new DeleteArchiveCommand({ ArchiveName: 'past' }));
    await expect(describeArchive('past')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Archive past does not exist.',
    });
  });

  it('counts the events of its bus that match its pattern', async () => {
    const { bus, name } = await newArchive({ EventPattern: '{"detail-type":[{"prefix":"invoice."}]}' });
    const elsewhere = await events.newBus();
    await events.publish(bus.name, 'invoice.paid', [new Date(NOW), new Date(NOW)], '{"é":1}');
    await events.publish(bus.name, 'order.paid', [new Date(NOW)]);
    await events.publish(elsewhere.name, 'invoice.paid', [new Date(NOW)]);
    const { EventCount, SizeBytes } = await describeArchive(name);
    expect(EventCount).toBe(2);
    expect(SizeBytes).toBeGreaterThan(300);
  });

  it('keeps every event of its bus without a pattern', async () => {
    const { bus, name } = await newArchive();
    await events.publish(bus.name, 'invoice.paid', [new Date(NOW)]);
    await client.send(new UpdateArchiveCommand({ ArchiveName: name, EventPattern: '{"source":["other"]}' }));
    await events.publish(bus.name, 'invoice.paid', [new Date(NOW)]);
    await client.send(new UpdateArchiveCommand({ ArchiveName: name, EventPattern: '' }));
    await events.publish(bus.name, 'invoice.paid', [new Date(NOW)]);
    expect(await describeArchive(name)).toMatchObject({ EventCount: 2 });
  });

  it.each<[string, Partial<CreateArchiveCommandInput>, string, string | RegExp]>([
    ['made twice', { ArchiveName: 'twice' }, 'ResourceAlreadyExistsException', 'Archive twice already exists.'],
    [
      'made for a bus that is not there',
      { EventSourceArn: NO_BUS },
      'ResourceNotFoundException',
      'Event bus none does not exist.',
    ],
    ['named too long', { ArchiveName: 'a'.repeat(49) }, 'ValidationException', /less than or equal to 48/],
    ['made with a wrong pattern', { EventPattern: '{"source":"shop"}' }, 'InvalidEventPatternException', /source/],
    ['kept for less than no time', { RetentionDays: -1 }, 'ValidationException', /RetentionDays/],
  ])('is not %s', async (_, input, name, message) => {
    const { arn: EventSourceArn } = await events.newBus();
    const create = (ArchiveName: string, more: object = {}) =>
      client.send(new CreateArchiveCommand({ ArchiveName, EventSourceArn, ...more }));
    await create('twice').catch(() => {});
    const text = message instanceof RegExp ? expect.stringMatching(message) : message;
    await expect(create(`archive-${archives++}`, input as object)).rejects.toMatchObject({ name, message: text });
  });

  it('is listed by one filter', async () => {
    const { name } = await newArchive();
    const { Archives } = await client.send(new ListArchivesCommand({ NamePrefix: name }));
    expect(Archives).toMatchObject([{ ArchiveName: name }]);
    const both = client.send(new ListArchivesCommand({ NamePrefix: name, State: 'ENABLED' }));
    await expect(both).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('the sweep', () => {
  it('forgets events after the days they are kept, and those of a deleted archive', async () => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'archives-'));
    let now = NOW;
    let running = await startEventBridge({ dataDir, now: () => now });
    const create = (ArchiveName: string, EventSourceArn: string, RetentionDays?: number) =>
      running.client.send(new CreateArchiveCommand({ ArchiveName, EventSourceArn, RetentionDays }));
    const restart = async (at: number) => {
      await running.stop();
      now = at;
      running = await startEventBridge({ dataDir, now: () => now });
    };
    const count = async (ArchiveName: string) =>
      (await running.client.send(new DescribeArchiveCommand({ ArchiveName }))).EventCount;
    try {
      const bus = await running.newBus();
      await create('a-day', bus.arn, 1);
      await create('for-ever', bus.arn);
      await create('deleted', bus.arn);
      // An event is as old as its stay in the archive, whatever time it names.
      const times = Array.from({ length: 1200 }, () => new Date(NOW - 40 * DAY_MS));
      await running.publish(bus.name, 'invoice.paid', times);
      await running.client.send(new DeleteArchiveCommand({ ArchiveName: 'deleted' }));
      await restart(NOW + DAY_MS - 1000);
      expect([await count('a-day'), await count('for-ever')]).toEqual([1200, 1200]);
      await create('deleted', bus.arn);
      expect(await count('deleted')).toBe(0);
      await restart(NOW + DAY_MS + 1000);
      await until('the sweep', async () => (await count('a-day')) === 0);
      expect(await count('for-ever')).toBe(1200);
    } finally {
      await running.stop();
      rmSync(dataDir, { recursive: true });
    }
  });
});
