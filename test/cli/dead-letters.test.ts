/** What an operator does about dead letters: looks, redrives, discards, lets the queue be compared with the log. */
import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeadLetterView } from '../../lambdas/api/views/dead-letter-view.ts';
import type { RedriveView } from '../../lambdas/api/views/redrive-view.ts';
import { type DeliveryView, newEventId, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { endAll, FanfareProcess, type Run, fanfare as run } from './fanfare-process.ts';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await TestPlatform.start();
});
afterAll(async () => {
  endAll();
  await platform.stop();
});

const env = () => ({ FANFARE_API_URL: platform.platform.apiUrl });
const fanfare = (...args: readonly string[]) => run(args, { env: env() });

/** What it answers with `--json`: one document, and nothing else. */
async function answer<T>(...args: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await fanfare('--json', ...args);
  if (code !== 0) throw new Error(`ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

const lettersOf = async (name: string, ...options: readonly string[]) =>
  (await answer<{ items: DeadLetterView[] }>('dead-letters', 'list', name, '--all', ...options)).items;

/** A subscriber that refuses, with a dead letter for each of the types; from then on it takes what comes. */
async function withDeadLetters(name: string, types: readonly string[]): Promise<{ id: string; events: string[] }> {
  const path = `/${name}`;
  platform.endpoint.behave(path, () => ({ status: 500 }));
  const { id } = await platform.subscribe(path, { name, eventTypes: [`${name}.*`], retrySchedule: [1] });
  const events = types.map(() => newEventId());
  const entries = types.map((type, at) => ({
    DetailType: `${name}.${type}`,
    Detail: JSON.stringify({ eventId: events[at] }),
  }));
  await platform.publish(...entries);
  for (const event of events) await platform.settled(id, event, 'dead');
  platform.endpoint.behave(path, () => ({ status: 200 }));
  return { id, events };
}

const statuses = async (id: string, events: readonly string[]) => {
  const deliveries = await Promise.all(events.map((event) => platform.delivery(id, event)));
  return deliveries.map((delivery: DeliveryView | undefined) => delivery?.status);
};

function problem({ stderr }: Run): { title: string; detail: string; errors?: { path: string; message: string }[] } {
  return JSON.parse(stderr) as { title: string; detail: string };
}

describe('dead-letters list and count', () => {
  it('tell what died, of one subscriber or of all, by type, reason and time', async () => {
    const { id, events } = await withDeadLetters('Seen', ['one', 'two']);
    const listed = await fanfare('dead-letters', 'list', 'Seen', '--event-type', 'Seen.one');
    expect(listed.stdout).toMatch(
      new RegExp(`^${events[0]}\tSeen\\.one\t\\d{4}-\\S+Z\tattempts-exhausted\t2\tHTTP 500\t1[34](\\.\\d)?\n$`),
    );
    const ofAll = await fanfare('dead-letters', 'list', '--from', '1h');
    for (const event of events) expect(ofAll.stdout).toContain(`${id}\t${event}\t`);
    expect(await lettersOf(id, '--to', '1h')).toEqual([]);
    expect(await lettersOf('Seen', '--reason', 'endpoint-gone')).toEqual([]);
    expect(await lettersOf('Seen', '--from', new Date(Date.now() - 60_000).toISOString())).toHaveLength(2);

    const count = await fanfare('dead-letters', 'count', 'Seen');
    expect(count).toEqual({ code: 0, stdout: 'logged\t2\nqueued\t2\n', stderr: '' });
    expect(await answer('dead-letters', 'count', 'Seen', '--event-type', 'Seen.two')).toEqual({
      ...{ logged: 1, isComplete: true },
    });
  });
});

describe('dead-letters redrive', () => {
  it('of chosen events delivers these, and touches no others', async () => {
    const { id, events } = await withDeadLetters('Chosen', ['a', 'b', 'c', 'd']);
    const chosen = [events[1], events[3]].join(',');
    const { code, stdout, stderr } = await fanfare('dead-letters', 'redrive', 'Chosen', '--event-id', chosen);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^status\tcompleted$/m);
    expect(stdout).toMatch(/^moved\t2$/m);
    expect(stderr).toContain('redrive queued: ');
    for (const event of [events[1], events[3]]) await platform.settled(id, event ?? '', 'delivered');
    expect(await statuses(id, events)).toEqual(['dead', 'delivered', 'dead', 'delivered']);
    const shown = await answer<{ round: number }>('deliveries', 'show', id, events[1] ?? '');
    expect(shown).toMatchObject({ round: 2, attempts: [{ number: 1 }, { number: 2 }, { number: 3, round: 2 }] });
  });

  it('of all delivers all, and answers the redrive as it ended', async () => {
    const { id, events } = await withDeadLetters('Every', ['a', 'b', 'c']);
    const redrive = await answer<RedriveView>('dead-letters', 'redrive', 'Every', '--all', '--rate', '100');
    expect(redrive).toMatchObject({ subscriberId: id, status: 'completed', selection: 'all', ratePerSecond: 100 });
    for (const event of events) await platform.settled(id, event, 'delivered');
    expect(await lettersOf('Every')).toEqual([]);
    const listed = await fanfare('redrives', 'list', 'Every');
    expect(listed.stdout).toMatch(new RegExp(`^${redrive.id}\t${id}\tcompleted\tall\t`));
    expect(await answer('redrives', 'show', redrive.id)).toEqual(redrive);
  });

  it('ends with 3 when one of the events is no dead letter, and still shows what was done', async () => {
    const { events } = await withDeadLetters('Lacking', ['a']);
    const missing = newEventId();
    const asked = ['--event-id', events[0] ?? '', '--event-id', missing];
    const ended = await fanfare('--json', 'dead-letters', 'redrive', 'Lacking', ...asked);
    expect(ended.code).toBe(3);
    expect(JSON.parse(ended.stdout)).toMatchObject({ status: 'completed', moved: 1, missing: [missing] });
    expect(ended.stderr).toContain(`${missing}`);
  });

  it('is refused while the subscriber is disabled: that fails, and says what to do', async () => {
    const { id } = await withDeadLetters('Off', ['a']);
    await answer('subscribers', 'disable', id, '--wait');
    const refused = await fanfare('--json', 'dead-letters', 'redrive', 'Off', '--all');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(problem(refused).detail).toMatch(/enable/i);
  });

  it('goes on when its user leaves, who is told how to look on and how to cancel it', async () => {
    const aMinuteOfThem = Array.from({ length: 60 }, (_, at) => `letter-${at}`);
    const { id } = await withDeadLetters('Left', aMinuteOfThem);
    const leaving = new FanfareProcess(['--json', 'dead-letters', 'redrive', 'Left', '--all', '--rate', '1'], {
      env: env(),
    });
    await until('the redrive to be under way', async () => {
      const { items } = await answer<{ items: RedriveView[] }>('redrives', 'list', 'Left');
      return items[0]?.status === 'running';
    });
    leaving.signal('SIGINT');
    const { code, stdout, stderr } = await leaving.ended;
    expect(code).toBe(130);
    const redrive = JSON.parse(stdout) as RedriveView;
    expect(redrive).toMatchObject({ subscriberId: id });
    expect(stderr).toContain(`\`fanfare redrives show ${redrive.id} --wait\` looks on`);
    expect(stderr).toContain(`\`fanfare redrives cancel ${redrive.id}\` stops it`);

    // Until it is over there is no other one.
    const second = await fanfare('--json', 'dead-letters', 'discard', 'Left', '--all', '--yes');
    expect(second.code).toBe(1);
    expect(problem(second).detail).toContain(redrive.id);

    expect(await answer('redrives', 'cancel', redrive.id)).toMatchObject({ status: 'cancelled' });
    const shown = await fanfare('redrives', 'show', redrive.id, '--wait');
    expect(shown.code).toBe(1);
    expect(shown.stderr).toContain(`The redrive ${redrive.id} was cancelled before it was done.`);
    expect((await lettersOf('Left')).length).toBeGreaterThan(0);
  });

  it('can be begun without being followed', async () => {
    await withDeadLetters('Begun', ['a']);
    const { code, stdout, stderr } = await fanfare('dead-letters', 'redrive', 'Begun', '--all', '--no-wait');
    expect(code).toBe(0);
    const [, id = ''] = /^id\t(red_\S+)$/m.exec(stdout) ?? [];
    expect(stderr).toContain(`\`fanfare redrives show ${id} --wait\` looks on`);
    expect((await fanfare('redrives', 'show', id, '--wait')).code).toBe(0);
  });
});

describe('dead-letters discard', () => {
  it('asks, and where nobody can be asked is refused without --yes', async () => {
    const { events } = await withDeadLetters('Kept', ['a']);
    const refused = await fanfare('dead-letters', 'discard', 'Kept', '--all');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('discard with --yes');
    expect((await lettersOf('Kept')).map(({ eventId }) => eventId)).toEqual(events);
  });

  it('deletes what its filter finds, and leaves all else', async () => {
    const { id, events } = await withDeadLetters('Mixed', ['draft', 'final', 'draft']);
    const args = ['dead-letters', 'discard', 'Mixed', '--event-type', 'Mixed.draft', '--yes'];
    expect(await answer(...args)).toMatchObject({ status: 'completed', discarded: 2, selection: 'filter' });
    expect((await lettersOf('Mixed')).map(({ eventId }) => eventId)).toEqual([events[1]]);
    const shown = await fanfare('deliveries', 'show', id, events[0] ?? '');
    expect(shown.stdout).toMatch(/^discardedAt\t/m);
    expect(await answer('dead-letters', 'count', id)).toMatchObject({ logged: 1, queued: 1, agree: true });
    const listed = await fanfare('discards', 'list', id);
    expect(listed.stdout).toContain('\tcompleted\teventType=Mixed.draft\t');
  });
});

it('dead-letters reconcile takes out of the queue what was delivered meanwhile', async () => {
  const { id, events } = await withDeadLetters('Copied', ['a', 'b']);
  const source = JSON.stringify({
    ...{ version: '0', id: events[0], source: 'test', 'detail-type': 'Copied.a', detail: { eventId: events[0] } },
    ...{ time: new Date().toISOString(), account: '000000000000', region: 'us-east-1', resources: [] },
  });
  await answer('dead-letters', 'redrive', id, '--event-id', events[0] ?? '');
  await platform.settled(id, events[0] ?? '', 'delivered');
  const letters = platform.queueUrl(id, '-dlq');
  await platform.sqs.send(new SendMessageCommand({ QueueUrl: letters, MessageBody: source }));
  const differing = await fanfare('dead-letters', 'count', id);
  expect(differing.stderr).toContain(`\`fanfare dead-letters reconcile ${id}\``);
  expect(await answer('dead-letters', 'reconcile', 'Copied')).toMatchObject({ status: 'completed', removed: 1 });
  await until('the queue to hold one', async () => {
    const { Attributes } = await platform.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: letters, AttributeNames: ['All'] }),
    );
    return Number(Attributes?.ApproximateNumberOfMessages) === 1;
  });
});
