/** Do local replays send past events as EventBridge's would? */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CancelReplayCommand,
  CreateArchiveCommand,
  DeleteArchiveCommand,
  DescribeArchiveCommand,
  DescribeReplayCommand,
  DisableRuleCommand,
  ListReplaysCommand,
  PutEventsCommand,
  StartReplayCommand,
  type StartReplayCommandInput,
} from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../until.ts';
import { type RunningEventBridge, startEventBridge } from './start-eventbridge.ts';

const NOON = Date.parse('2026-11-05T12:00:00Z');
const ARCHIVE = 'arn:aws:events:us-east-1:000000000000:archive/past';

let dataDir: string;
let events: RunningEventBridge;
let bus: { name: string; arn: string };
/** Asked before a queue takes an event. */
let mayTake: () => Promise<void> | void;

beforeEach(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'replays-'));
  mayTake = () => {};
  await open();
  bus = await events.newBus();
  await events.client.send(new CreateArchiveCommand({ ArchiveName: 'past', EventSourceArn: bus.arn }));
});

afterEach(async () => {
  await events.stop();
  rmSync(dataDir, { recursive: true });
});

async function open() {
  events = await startEventBridge({ dataDir, beforeTaking: () => mayTake() });
}

/** The queues take so many events and no more until they are released. */
function holdAfter(count: number) {
  const released = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  let left = count;
  mayTake = () => {
    if (left-- > 0) return undefined;
    held.resolve();
    return released.promise;
  };
  return { release: released.resolve, held: held.promise };
}

/** Noon, a second later, and so on. */
function seconds(count: number, first = 0): Date[] {
  return Array.from({ length: count }, (_, index) => new Date(NOON + (first + index) * 1000));
}

function start(ReplayName: string, more: Partial<StartReplayCommandInput> = {}) {
  return events.client.send(
    new StartReplayCommand({
      ...{ ReplayName, EventSourceArn: ARCHIVE, Destination: { Arn: bus.arn } },
      ...{ EventStartTime: new Date(NOON), EventEndTime: new Date(NOON + 3_600_000), ...more },
    }),
  );
}

function describeReplay(ReplayName: string) {
  return events.client.send(new DescribeReplayCommand({ ReplayName }));
}

function ended(name: string) {
  return until(`the end of ${name}`, async () => {
    const replay = await describeReplay(name);
    return /COMPLETED|CANCELLED|FAILED/.test(replay.State ?? '') && replay;
  });
}

function times(queue: string): string[] {
  return (events.taken.get(queue) ?? []).map((event) => (JSON.parse(event) as { time: string }).time.slice(11, 19));
}

describe('a replay', () => {
  it('sends the event again as it was, with the name of the replay', async () => {
    await events.rule(bus.name, 'queue');
    const Detail = '{ "n": 9007199254740993,\n "a":"\\u0041", "a": ",\\"resources\\":[" }';
    const entry = { Source: 'shop', DetailType: 'a,"resources":[', Resources: ['r'], Time: new Date(NOON), Detail };
    await events.client.send(new PutEventsCommand({ Entries: [{ ...entry, EventBusName: bus.name }] }));
    await start('again');
    await ended('again');
    const [published = '', replayed = ''] = events.taken.get('queue') ?? [];
    expect(replayed).toBe(published.replace('"region":"us-east-1",', '"region":"us-east-1","replay-name":"again",'));
    expect(replayed.endsWith(`"detail":${Detail}}`)).toBe(true);
    expect(JSON.parse(replayed)).toMatchObject({ 'replay-name': 'again', resources: ['r'] });
  });

  it('goes from STARTING to COMPLETED and tells how far it is', async () => {
    await events.rule(bus.name, 'queue');
    await events.publish(bus.name, 'invoice.paid', seconds(30));
    const Description = 'Once more';
    const started = await start('again', { Description });
    expect(started).toMatchObject({
      ...{ ReplayArn: 'arn:aws:events:us-east-1:000000000000:replay/again', State: 'STARTING' },
      ReplayStartTime: expect.any(Date),
    });
    expect(await ended('again')).toMatchObject({
      ...{ ReplayName: 'again', State: 'COMPLETED', Description, EventSourceArn: ARCHIVE },
      ...{ EventStartTime: new Date(NOON), EventEndTime: new Date(NOON + 3_600_000) },
      ...{ EventLastReplayedTime: new Date(NOON + 29_000), ReplayEndTime: expect.any(Date) },
      Destination: { Arn: bus.arn },
    });
    const { Replays } = await events.client.send(new ListReplaysCommand({ State: 'COMPLETED' }));
    expect(Replays).toMatchObject([{ ReplayName: 'again', State: 'COMPLETED' }]);
  });

  it('sends what happened from its start to its end, by the time in the event, both included', async () => {
    await events.publish(bus.name, 'invoice.paid', seconds(60).reverse());
    await events.rule(bus.name, 'queue');
    await start('some', { EventStartTime: new Date(NOON + 10_000), EventEndTime: new Date(NOON + 12_000) });
    await ended('some');
    expect(times('queue')).toEqual(['12:00:10', '12:00:11', '12:00:12']);
  });

  it('reaches every enabled rule that matches', async () => {
    await events.publish(bus.name, 'invoice.paid', seconds(1));
    await events.rule(bus.name, 'matching');
    await events.rule(bus.name, 'other', { 'detail-type': ['order.paid'] });
    await events.rule(bus.name, 'disabled');
    await events.rule(bus.name, 'not-replayed', { source: ['shop'], 'replay-name': [{ exists: false }] });
    await events.client.send(new DisableRuleCommand({ Name: 'disabled', EventBusName: bus.name }));
    await start('all-rules');
    await ended('all-rules');
    expect([...events.taken.keys()]).toEqual(['matching']);
  });

  it('reaches the chosen rules only, where there are any', async () => {
    await events.publish(bus.name, 'invoice.paid', seconds(2));
    await events.rule(bus.name, 'a');
    const chosen = await events.rule(bus.name, 'b');
    const Destination = { Arn: bus.arn, FilterArns: [chosen] };
    await start('one-rule', { Destination });
    expect(await ended('one-rule')).toMatchObject({ Destination });
    expect([...events.taken]).toEqual([['b', [expect.any(String), expect.any(String)]]]);
  });

  it('is not kept in the archive again', async () => {
    await events.rule(bus.name, 'queue');
    await events.publish(bus.name, 'invoice.paid', seconds(3));
    await start('again');
    await ended('again');
    expect(await events.client.send(new DescribeArchiveCommand({ ArchiveName: 'past' }))).toMatchObject({
      EventCount: 3,
    });
  });

  it('lets other events pass while it works', async () => {
    await events.publish(bus.name, 'invoice.paid', seconds(2000));
    await events.rule(bus.name, 'queue');
    await start('long');
    await events.publish(bus.name, 'invoice.paid', seconds(1, -60));
    expect(times('queue')).toContain('11:59:00');
    expect(await describeReplay('long')).toMatchObject({ State: 'RUNNING' });
    await ended('long');
    expect(new Set(times('queue')).size).toBe(2001);
  });

  it('goes on where it was after a restart', async () => {
    await events.publish(bus.name, 'invoice.paid', seconds(100));
    await events.rule(bus.name, 'queue');
    const { release, held } = holdAfter(30);
    await start('long');
    await held;
    const stopping = events.stop();
    release();
    await stopping;
    const before = times('queue');
    expect(before.length).toBeLessThan(100);
    await open();
    await ended('long');
    expect([...before, ...times('queue')].sort()).toEqual(seconds(100).map((at) => at.toISOString().slice(11, 19)));
  });

  it('fails when its archive goes', async () => {
    await events.publish(bus.name, 'invoice.paid', seconds(100));
    await events.rule(bus.name, 'queue');
    await start('long');
    await events.client.send(new DeleteArchiveCommand({ ArchiveName: 'past' }));
    expect(await ended('long')).toMatchObject({ State: 'FAILED', StateReason: 'Archive past does not exist.' });
  });
});

describe('a cancelled replay', () => {
  it('ends where it is', async () => {
    await events.publish(bus.name, 'invoice.paid', seconds(100));
    await events.rule(bus.name, 'queue');
    const { release, held } = holdAfter(5);
    await start('long');
    await held;
    const cancelled = await events.client.send(new CancelReplayCommand({ ReplayName: 'long' }));
    expect(cancelled).toMatchObject({ ReplayArn: expect.stringMatching(/replay\/long$/), State: 'CANCELLING' });
    expect(await describeReplay('long')).toMatchObject({ State: 'CANCELLING' });
    release();
    expect(await ended('long')).toMatchObject({ State: 'CANCELLED', ReplayEndTime: expect.any(Date) });
    expect(times('queue').length).toBeLessThan(100);
    await expect(events.client.send(new CancelReplayCommand({ ReplayName: 'long' }))).rejects.toMatchObject({
      name: 'IllegalStatusException',
    });
  });
});

describe('what is refused', () => {
  const wrong = 'arn:aws:events:us-east-1:000000000000';

  it.each<[string, Partial<StartReplayCommandInput>, string | RegExp]>([
    ['an archive that is not there', { EventSourceArn: `${wrong}:archive/none` }, 'Archive none does not exist.'],
    [
      'an end before the start',
      { EventEndTime: new Date(NOON) },
      'Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.',
    ],
    ['a destination that is no bus', { Destination: { Arn: `${wrong}:rule/a` } }, /event bus/],
    ['a rule of another bus', { Destination: { Arn: undefined, FilterArns: [`${wrong}:rule/other/a`] } }, /FilterArns/],
    ['a name that is too long', { ReplayName: 'a'.repeat(65) }, /less than or equal to 64/],
    ['a name with a slash', { ReplayName: 'a/b' }, /regular expression/],
  ])('%s', async (_, input, message) => {
    const { Arn = bus.arn, ...filter } = input.Destination ?? {};
    const Destination = { Arn, ...filter };
    await expect(start('refused', { ...input, Destination })).rejects.toMatchObject({
      name: 'ValidationException',
      message: message instanceof RegExp ? expect.stringMatching(message) : expect.stringContaining(message),
    });
  });

  it('another bus than the one the archive is of', async () => {
    const other = await events.newBus();
    await expect(start('refused', { Destination: { Arn: other.arn } })).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.',
    });
    const none = start('refused', { Destination: { Arn: `${wrong}:event-bus/none` } });
    await expect(none).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('a name that was used before, also by a replay that has ended', async () => {
    await start('once');
    await ended('once');
    await expect(start('once')).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
      message: 'Replay once already exists.',
    });
  });

  it('an eleventh replay at a time', async () => {
    await events.publish(bus.name, 'invoice.paid', seconds(1));
    await events.rule(bus.name, 'queue');
    const { release } = holdAfter(0);
    const names = Array.from({ length: 10 }, (_, index) => `replay-${index}`);
    for (const name of names) await start(name);
    await expect(start('eleventh')).rejects.toMatchObject({ name: 'LimitExceededException' });
    release();
    for (const name of names) await ended(name);
    await start('eleventh');
    await ended('eleventh');
  });

  it('a replay that is not there', async () => {
    await expect(describeReplay('none')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Replay none does not exist.',
    });
  });
});
