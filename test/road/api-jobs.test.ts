import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { DeadLetters, type JobView } from './dead-letters.ts';

interface Refusal {
  readonly detail: string;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

interface Page {
  readonly items: readonly JobView[];
  readonly cursor?: string;
}

const NOBODY = `sub_${'0'.repeat(32)}`;
const NOUNS = ['redrives', 'discards', 'replays'] as const;
/** Nothing was published then, and the archive still reaches back so far. */
const yesterday = () => new Date(Date.now() - 86_400_000).toISOString();

let fanfare: TestPlatform;
let letters: DeadLetters;
beforeAll(async () => {
  fanfare = await TestPlatform.start();
  letters = await DeadLetters.make(fanfare, '/letters', ['a']);
});
afterAll(() => fanfare.stop());

const post = <T>(path: string, body?: unknown) => fanfare.api<T>('POST', path, body);
const FILTER = 'must hold at least one of `eventType`, `reason`, `from`, `to`';
const ALL = 'must be true, where neither `eventIds` nor `filter` is given';
const TIME = 'must be a time of ISO 8601 with its offset';

describe('a request for a job is refused, naming the field,', () => {
  it.each<[string, unknown, string, string]>([
    ['redrives', [], '(body)', 'must be an object'],
    ['redrives', '{', '(body)', 'must be JSON'],
    ['redrives', { all: true }, 'all', 'is not a known field'],
    ['redrives', { eventIds: [] }, 'eventIds', 'must be a list of 1 to 1000 event ids'],
    ['redrives', { filter: {} }, 'filter', FILTER],
    ['redrives', { filter: { tenant: 'acme' } }, 'filter.tenant', 'is not a known field'],
    ['redrives', { filter: { reason: 'bored' } }, 'filter.reason', 'must be one of attempts-exhausted'],
    ['redrives', { filter: { reason: 'unreadable-event' } }, 'filter.reason', 'must be one of attempts-exhausted'],
    ['redrives', { filter: { from: 'today' } }, 'filter.from', TIME],
    ['redrives', { eventIds: ['a'], filter: { eventType: 'a' } }, 'filter', 'must be left out beside `eventIds`'],
    ['redrives', { ratePerSecond: 501 }, 'ratePerSecond', 'must be a whole number from 1 to 500'],
    ['redrives', { ratePerSecond: 0 }, 'ratePerSecond', 'must be a whole number from 1 to 500'],
    ['discards', {}, 'all', ALL],
    ['discards', '', '(body)', 'must be JSON'],
    ['discards', { all: false }, 'all', ALL],
    ['discards', { all: true, eventIds: ['a'] }, 'all', 'must be left out where `eventIds` or `filter` is given'],
    ['discards', { all: true, filter: {} }, 'filter', FILTER],
    ['discards', { eventIds: ['a'], ratePerSecond: 5 }, 'ratePerSecond', 'is not a known field'],
    ['replays', '', '(body)', 'must be JSON'],
    ['replays', {}, 'from', TIME],
    ['replays', { from: 'yesterday' }, 'from', TIME],
    ['replays', { from: '2026-11-01T10:00:00Z', to: 7 }, 'to', TIME],
    ['replays', { from: yesterday(), includeDelivered: 'yes' }, 'includeDelivered', 'must be true or false'],
    ['replays', { from: '2020-01-01T00:00:00Z' }, 'from', 'must not be before'],
    ['enable', { recoverFrom: 'noon' }, 'recoverFrom', TIME],
    ['enable', { recoverFrom: '2099-01-01T00:00:00Z' }, 'recoverFrom', 'must be in the past'],
    ['enable', { from: yesterday() }, 'from', 'is not a known field'],
  ])('%s %j', async (verb, body, path, message) => {
    const answer = await post<Refusal>(`/v1/subscribers/${letters.id}/${verb}`, body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(400);
    expect(answer.body.errors[0]).toEqual({ path, message: expect.stringContaining(message) as string });
  });

  it('and leaves everything as it was', async () => {
    for (const noun of NOUNS) expect((await fanfare.api('GET', `/v1/${noun}`)).body).toEqual({ items: [] });
    expect(await letters.queued()).toBe(1);
  });
});

describe('a job', () => {
  it('that is not there is not found, however it is called', async () => {
    const nobody = await post<JobView>(`/v1/subscribers/${letters.id}/reconciliations`);
    expect(nobody.status).toBe(202);
    await letters.over('reconciliations', nobody.body);
    for (const id of ['x', `red_${'0'.repeat(32)}`, 'red_1', `working%23${letters.id}`, nobody.body.id, '%00']) {
      for (const noun of NOUNS) {
        expect([(await fanfare.api('GET', `/v1/${noun}/${id}`)).status, noun, id]).toEqual([404, noun, id]);
        expect([(await post(`/v1/${noun}/${id}/cancel`)).status, noun, id]).toEqual([404, noun, id]);
      }
    }
  });

  it.each(['redrives', 'discards', 'reconciliations', 'replays'])('of nobody is none: %s', async (noun) => {
    const body = { discards: { all: true }, replays: { from: yesterday() } }[noun];
    for (const id of [NOBODY, 'x']) {
      const answer = await post<Refusal>(`/v1/subscribers/${id}/${noun}`, body);
      expect([answer.status, answer.body.detail]).toEqual([404, `There is no subscriber ${id}.`]);
    }
  });

  it('shows events as they were asked for, also those it did not find', async () => {
    const eventIds = ['order 7', 'naïve ✓', letters.eventIds[0] ?? '', 'order 7'];
    const started = await letters.start('discards', { eventIds });
    expect(started).toMatchObject({
      ...{ subscriberId: letters.id, selection: 'events', eventIds: eventIds.slice(0, 3), discarded: 0 },
      id: expect.stringMatching(/^dis_[0-9a-f]{32}$/) as string,
    });
    const { missing, ...over } = await letters.over('discards', started);
    expect(over).toMatchObject({ status: 'completed', discarded: 1 });
    expect(missing?.toSorted()).toEqual(['naïve ✓', 'order 7']);
  });
});

describe('the list of jobs', () => {
  it('is read newest first, page by page, of one subscriber or of all', async () => {
    const { id: other } = await fanfare.subscribe('/other', { eventTypes: ['nothing.happens'] });
    const filter = { reason: 'endpoint-gone' };
    const ids: string[] = [];
    for (const subscriberId of [letters.id, other, letters.id]) {
      const { body } = await post<JobView>(`/v1/subscribers/${subscriberId}/redrives`, { filter, ratePerSecond: 9 });
      ids.unshift(body.id);
      await letters.over('redrives', body);
    }
    const list = async (query: string) => (await fanfare.api<Page>('GET', `/v1/redrives?${query}`)).body;
    const newest = await list('limit=2');
    expect(newest.items).toMatchObject([{ id: ids[0], selection: 'filter', filter, ratePerSecond: 9, moved: 0 }, {}]);
    const rest = await list(`limit=2&cursor=${newest.cursor}`);
    expect([...newest.items, ...rest.items].map(({ id }) => id)).toEqual(ids);
    expect(rest.cursor).toBeUndefined();
    expect((await list(`subscriberId=${letters.id}`)).items.map(({ id }) => id)).toEqual([ids[0], ids[2]]);
    expect(await list(`subscriberId=${NOBODY}`)).toEqual({ items: [] });
    const { cursor } = await list(`subscriberId=${letters.id}&limit=1`);
    expect((await list(`subscriberId=${letters.id}&cursor=${cursor}`)).items.map(({ id }) => id)).toEqual([ids[2]]);
    expect((await fanfare.api('GET', `/v1/redrives?subscriberId=${other}&cursor=${cursor}`)).status).toBe(400);
    expect((await fanfare.api('GET', `/v1/discards?cursor=${newest.cursor}`)).status).toBe(400);
  });

  it('says of a replay that reaches back before the archive when that began', async () => {
    const replay = async (from: string) => {
      const { body } = await post<JobView & { archivedSince?: string }>(`/v1/subscribers/${letters.id}/replays`, {
        from,
      });
      await post(`/v1/replays/${body.id}/cancel`);
      return body;
    };
    const { archivedSince = '' } = await replay(yesterday());
    expect(Date.now() - Date.parse(archivedSince)).toBeLessThan(600_000);
    const { items } = (await fanfare.api<Page>('GET', '/v1/replays')).body;
    expect(items).toMatchObject([{ archivedSince }]);
    expect(await replay(archivedSince)).not.toHaveProperty('archivedSince');
  });

  it('has replays too, and one of them tells what became of its deliveries', async () => {
    const from = yesterday();
    const { status, body } = await post<JobView>(`/v1/subscribers/${letters.id}/replays`, { from });
    expect([status, body]).toEqual([202, expect.objectContaining({ from, includeDelivered: false, progress: 0 })]);
    expect(body).not.toHaveProperty('deliveries');
    expect((await fanfare.api<Page>('GET', '/v1/replays')).body.items[0]?.id).toBe(body.id);
    const { body: one } = await fanfare.api('GET', `/v1/replays/${body.id}`);
    expect(one).toMatchObject({ deliveries: { delivered: 0, pending: 0, dead: 1, isComplete: true } });
    await post(`/v1/replays/${body.id}/cancel`);
    await until(
      'its end',
      async () => 'finishedAt' in (await fanfare.api<object>('GET', `/v1/replays/${body.id}`)).body,
    );
  });
});
