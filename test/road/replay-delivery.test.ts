/** One delivery is sent again: out of its dead-letter queue or out of the archive, and nothing else with it. */
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OTHER_SETTINGS } from '../other-settings.ts';
import { StackTables } from '../stack-tables.ts';
import { type DeliveryView, newEventId, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { DeadLetters, type JobView } from './dead-letters.ts';
import { type Problem, Replays, type ReplayView } from './replays.ts';

interface SentAgain extends Problem {
  readonly source: string;
  readonly replay?: ReplayView;
  readonly redrive?: JobView & { readonly eventIds: readonly string[] };
}

let fanfare: TestPlatform;
let replays: Replays;
beforeAll(async () => {
  fanfare = await TestPlatform.start();
  replays = new Replays(fanfare);
});
afterAll(() => fanfare.stop());

const sendAgain = (subscriberId: string, eventId: string, platform = fanfare) =>
  platform.api<SentAgain>('POST', `/v1/deliveries/${subscriberId}/${eventId}/replay`);

/** Sends it again and waits for the replay; answers that. */
async function replayed(subscriberId: string, eventId: string): Promise<ReplayView> {
  const { status, body } = await sendAgain(subscriberId, eventId);
  expect({ status, body }).toMatchObject({ status: 202, body: { source: 'archive', replay: { eventId } } });
  return replays.completed(body.replay?.id ?? '');
}

const posts = (path: string) => Object.fromEntries(replays.arrivals(path));

describe('one delivery, sent again,', () => {
  it('that was delivered arrives once more, and none of those published with it', async () => {
    const { id } = await fanfare.subscribe('/delivered', { eventTypes: ['again.*'] });
    const ids = Array.from({ length: 20 }, newEventId);
    const once = Object.fromEntries(ids.map((eventId) => [eventId, 1]));
    const [one = ''] = ids;
    await fanfare.publish(...ids.map((eventId) => ({ DetailType: 'again.now', Detail: JSON.stringify({ eventId }) })));
    await until('all to arrive', () => replays.arrivals('/delivered').size === ids.length);
    for (const times of [2, 3]) {
      const { id: replayId } = await replayed(id, one);
      await until('it to arrive again', () => posts('/delivered')[one] === times);
      await replays.drained(id);
      expect(posts('/delivered')).toEqual({ ...once, [one]: times });
      expect(await fanfare.settled(id, one, 'delivered')).toMatchObject({ round: times, replayId });
    }
  });

  it('that waits for its next attempt is tried at once, by its message or by the copy, whichever comes first', async () => {
    const { id } = await fanfare.subscribe('/waiting', { eventTypes: ['waiting.*'], retrySchedule: [3600] });
    fanfare.endpoint.behave('/waiting', (_, nth) => ({ status: nth === 1 ? 500 : 200 }));
    const [eventId = ''] = await fanfare.publish({ DetailType: 'waiting.now' });
    await fanfare.settled(id, eventId, 'pending');
    await replayed(id, eventId);
    expect(await fanfare.settled(id, eventId, 'delivered')).toMatchObject({
      ...{ round: 2, attempts: [{ httpStatus: 500 }, { httpStatus: 200 }] },
    });
    expect(posts('/waiting')).toEqual({ [eventId]: 2 });
  });

  it('whose message and whose copy both come is delivered once', async () => {
    const { id } = await fanfare.subscribe('/both', { eventTypes: ['both.*'], retrySchedule: [2] });
    fanfare.endpoint.behave('/both', (_, nth) => ({ status: nth === 1 ? 500 : 200 }));
    const [eventId = ''] = await fanfare.publish({ DetailType: 'both.now' });
    await fanfare.settled(id, eventId, 'pending');
    await replayed(id, eventId);
    await fanfare.settled(id, eventId, 'delivered');
    await replays.drained(id); // the one that came second
    expect(posts('/both')).toEqual({ [eventId]: 2 });
    expect(await fanfare.settled(id, eventId, 'delivered')).toMatchObject({
      attempts: [{ httpStatus: 500 }, { httpStatus: 200 }],
    });
  });

  it('that is dead comes out of its dead-letter queue, alone', async () => {
    const letters = (await DeadLetters.make(fanfare, '/dead', ['now', 'now', 'now'])).heal();
    const [, eventId = ''] = letters.eventIds;
    const { status, body } = await sendAgain(letters.id, eventId);
    expect({ status, body }).toMatchObject({
      status: 202,
      body: { source: 'dead-letter-queue', redrive: { subscriberId: letters.id, eventIds: [eventId] } },
    });
    await letters.arrive([eventId]);
    await letters.countIs(2);
  });

  it('that was discarded comes out of the archive', async () => {
    const letters = (await DeadLetters.make(fanfare, '/discarded', ['now', 'now'])).heal();
    const [eventId = ''] = letters.eventIds;
    expect(await letters.run('discards', { all: true })).toMatchObject({ status: 'completed', discarded: 2 });
    await replayed(letters.id, eventId);
    await letters.arrive([eventId]);
    expect(await fanfare.settled(letters.id, eventId, 'delivered')).toMatchObject({ round: 2 });
  });

  it('whose dead letter SQS has forgotten comes out of the archive', async () => {
    const letters = (await DeadLetters.make(fanfare, '/forgotten', ['now'])).heal();
    const [eventId = ''] = letters.eventIds;
    await rewrite(eventId, { deadLetterExpiresAt: new Date(Date.now() - 1000).toISOString() });
    await replayed(letters.id, eventId);
    await letters.arrive([eventId]);
  });
});

/** Changes what the log says of an event's delivery, as if it had happened otherwise. */
async function rewrite(eventId: string, fields: object): Promise<void> {
  const tables = new StackTables(fanfare.platform.awsUrl);
  const TableName = await tables.name('Deliveries');
  const { Items = [] } = await tables.client.send(new ScanCommand({ TableName }));
  const Item = { ...Items.find((item) => item.eventId === eventId), ...fields };
  await tables.client.send(new PutCommand({ TableName, Item }));
}

/** When the archive did not exist yet. */
const before = () => new Date(Date.now() - 3_600_000).toISOString();

it('a replay whose event the archive does not have fails, and says so', async () => {
  const { id } = await fanfare.subscribe('/missing', { eventTypes: ['missing.*'] });
  const [eventId = ''] = await fanfare.publish({ DetailType: 'missing.event' });
  await fanfare.settled(id, eventId, 'delivered');
  await rewrite(eventId, { eventTime: before() }); // attempted later: it may have been published later too
  const { body } = await sendAgain(id, eventId);
  expect(await replays.over(body.replay?.id ?? '')).toMatchObject({
    ...{ status: 'failed', failure: 'The archive does not have this event: nothing was sent.' },
  });
});

describe('sending one delivery again is refused', () => {
  it('where the log has none', async () => {
    const { id } = await fanfare.subscribe('/unknown', { eventTypes: ['unknown.*'] });
    expect(await sendAgain(id, 'evt_nobody_knows')).toMatchObject({
      status: 404,
      body: { detail: `The log has no delivery of evt_nobody_knows to ${id}.` },
    });
    expect(await sendAgain(id, 'order%20seven')).toMatchObject({
      ...{ status: 404, body: { detail: `The log has no delivery of order seven to ${id}.` } },
    });
    expect(await sendAgain(`sub_${'0'.repeat(32)}`, 'evt_nobody_knows')).toMatchObject({ status: 404 });
  });

  it('where no archive has it: it is too old, or a test', async () => {
    const { id } = await fanfare.subscribe('/old', { eventTypes: ['old.*'] });
    const Time = new Date(Date.now() - 31 * 86_400_000);
    const [eventId = ''] = await fanfare.publish({ DetailType: 'old.event', Time });
    const { eventTime } = (await fanfare.settled(id, eventId, 'delivered')) as DeliveryView & { eventTime: string };
    expect(await sendAgain(id, eventId)).toMatchObject({
      status: 409,
      body: {
        detail: `${eventId} cannot be had again: it is of ${eventTime}, and the archive keeps 30 days. Its publisher can publish it again, under another id.`,
      },
    });
    const { body: test } = await fanfare.api<{ eventId: string }>('POST', `/v1/subscribers/${id}/test`);
    await fanfare.settled(id, test.eventId, 'delivered');
    expect(await sendAgain(id, test.eventId)).toMatchObject({
      status: 409,
      body: { detail: `${test.eventId} is a test, and tests are not archived: send another.` },
    });
  });

  it('where it was published before there was an archive, and the log stays as it was', async () => {
    const { id } = await fanfare.subscribe('/earlier', { eventTypes: ['earlier.*'], retrySchedule: [3600] });
    fanfare.endpoint.behave('/earlier', () => ({ status: 500 }));
    const [eventId = ''] = await fanfare.publish({ DetailType: 'earlier.event' });
    const { attempts } = await fanfare.settled(id, eventId, 'pending');
    const eventTime = before();
    await rewrite(eventId, { eventTime, attempts: attempts.map((attempt) => ({ ...attempt, at: eventTime })) });
    const was = await fanfare.settled(id, eventId, 'pending');
    const { status, body } = await sendAgain(id, eventId);
    expect(status).toBe(409);
    expect(body.detail).toContain(`cannot be had again: it is of ${eventTime}, and the archive begins at 2`);
    expect(await fanfare.settled(id, eventId, 'pending')).toEqual(was);
  });

  it('while its subscriber is disabled', async () => {
    const { id } = await fanfare.subscribe('/off', { eventTypes: ['off.*'] });
    const [eventId = ''] = await fanfare.publish({ DetailType: 'off.event' });
    await fanfare.settled(id, eventId, 'delivered');
    await fanfare.api('POST', `/v1/subscribers/${id}/disable`);
    expect(await sendAgain(id, eventId)).toMatchObject({ status: 409 });
  });
});

describe('a stage that archives nothing', () => {
  it('delivers, redrives, and says of the rest why it cannot', async () => {
    const bare = await TestPlatform.start({ settings: OTHER_SETTINGS });
    try {
      const { id } = await bare.subscribe('/bare');
      const [eventId = ''] = await bare.publish({ DetailType: 'bare.event' });
      await bare.settled(id, eventId, 'delivered');
      const nothing = 'archives nothing (`archiveRetentionDays` is 0)';
      const from = new Date(Date.now() - 60_000).toISOString();
      const refusals = [
        await sendAgain(id, eventId, bare),
        await new Replays(bare).ask(id, { from }),
        await bare.api<Problem>('POST', `/v1/subscribers/${id}/enable`, { recoverFrom: from }),
      ];
      for (const { status, body } of refusals) {
        expect(status).toBe(409);
        expect(body.detail).toContain(nothing);
      }
      expect((await bare.api('POST', `/v1/subscribers/${id}/enable`)).status).toBe(202);
    } finally {
      await bare.stop();
    }
  });
});
