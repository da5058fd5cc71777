import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SubscriberView, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';

interface Page<T> {
  readonly items: readonly T[];
  readonly cursor?: string;
}

let fanfare: TestPlatform;
beforeAll(async () => {
  fanfare = await TestPlatform.start();
});
afterAll(() => fanfare.stop());

const input = (settings: Record<string, unknown>) => ({
  ...{ name: 'Some', url: 'https://hooks.example.com/', eventTypes: ['nothing.happens'] },
  ...settings,
});
const post = async (settings: Record<string, unknown>) =>
  (await fanfare.api<SubscriberView>('POST', '/v1/subscribers', input(settings))).body;
const list = (query: string) => fanfare.api<Page<SubscriberView & { name: string }>>('GET', `/v1/subscribers?${query}`);
const namesOf = async (query: string) => (await list(query)).body.items.map(({ name }) => name);

describe('a subscriber', () => {
  it('is shown as it was registered, its secret only then', async () => {
    const settings = {
      name: 'Orders of Acme',
      url: 'https://HOOKS.example.com:443/orders?v=1',
      eventTypes: ['order.paid', 'invoice.*'],
      tenant: 'acme',
      filter: { total: [{ numeric: ['>', 100] }] },
      format: 'raw',
      retrySchedule: [1, 60, 3600],
      timeoutSeconds: 10,
      maxConcurrency: 20,
      description: 'The big ones',
      metadata: { team: 'billing' },
    };
    const { status, body } = await fanfare.api<SubscriberView>('POST', '/v1/subscribers', settings);
    expect(status).toBe(202);
    const shown = { ...settings, url: 'https://hooks.example.com/orders?v=1', version: 1 };
    expect(body).toMatchObject({ ...shown, status: 'provisioning' });
    expect(body.id).toMatch(/^sub_[0-9a-f]{32}$/);
    expect(Buffer.from(body.secret.replace(/^whsec_/, ''), 'base64')).toHaveLength(32);

    const one = await until('it to be active', async () => {
      const subscriber = await fanfare.subscriber(body.id);
      return subscriber.status === 'active' && subscriber;
    });
    expect(one).toMatchObject({ ...shown, queue: { depth: 0, inFlight: 0, deadLetters: 0 } });
    const { body: page } = await list('tenant=acme');
    expect(page.items).toMatchObject([shown]);
    for (const answer of [one, page]) expect(JSON.stringify(answer)).not.toMatch(/secret|whsec_|desired|listing/i);
    expect(JSON.stringify(fanfare.log)).not.toContain(body.secret);
  });

  it('that is deleted says so at once, and is gone soon', async () => {
    const { id } = await fanfare.subscribe('/deleted', { eventTypes: ['nothing.happens'] });
    const first = await fanfare.api<SubscriberView>('DELETE', `/v1/subscribers/${id}`);
    expect([first.status, first.body.status]).toEqual([202, 'deleting']);
    const again = await fanfare.api('DELETE', `/v1/subscribers/${id}`);
    expect([202, 404]).toContain(again.status);
    await until('it to be gone', async () => (await fanfare.api('GET', `/v1/subscribers/${id}`)).status === 404);
    expect(await namesOf('q=/deleted')).toEqual([]);
  });
});

describe('the list of subscribers', () => {
  it('is narrowed by tenant, status and a part of name or url', async () => {
    await post({ name: 'Blue One', tenant: 'blue' });
    await post({ name: 'Blue Two', tenant: 'blue', url: 'https://two.example.com/Path' });
    expect(await namesOf('tenant=blue')).toEqual(['Blue One', 'Blue Two']);
    expect(await namesOf('tenant=blue&q=ONE')).toEqual(['Blue One']);
    expect(await namesOf('q=two.example.com%2Fpath')).toEqual(['Blue Two']);
    await until('both to be active', async () => (await namesOf('tenant=blue&status=active')).length === 2);
    expect(await namesOf('tenant=blue&status=paused')).toEqual([]);
    expect(await namesOf('tenant=nobody')).toEqual([]);
  });

  it('is read page by page, none twice and none left out, while others come and go', async () => {
    const all: SubscriberView[] = [];
    for (let n = 1; n <= 7; n++) all.push(await post({ name: `Page ${n}`, tenant: 'paged' }));
    const { body: first } = await list('tenant=paged&limit=3');
    expect(first.items.map(({ name }) => name)).toEqual(['Page 1', 'Page 2', 'Page 3']);
    await post({ name: 'Page 8', tenant: 'paged' });
    const last = all[2]?.id ?? '';
    await fanfare.api('DELETE', `/v1/subscribers/${last}?force=true`);
    await until('the page’s last to be gone', async () => (await fanfare.subscriber(last)).id === undefined);
    const { body: second } = await list(`tenant=paged&limit=3&cursor=${first.cursor}`);
    expect(second.items.map(({ name }) => name)).toEqual(['Page 4', 'Page 5', 'Page 6']);
    const { body: third } = await list(`tenant=paged&limit=3&cursor=${second.cursor}`);
    expect(third).toMatchObject({ items: [{ name: 'Page 7' }, { name: 'Page 8' }] });
    expect(third.cursor).toBeUndefined();
    const { body: whole } = await list('tenant=paged&limit=7');
    expect([whole.items.length, whole.cursor]).toEqual([7, undefined]);
  });
});

describe('a request', () => {
  const ID = 'sub_0123456789abcdef0123456789abcdef';
  const cursor = (text: string) => Buffer.from(text).toString('base64url');

  it.each([
    ['/v1/subscribers?colour=red', 'colour', 'is not a known query parameter here'],
    ['/v1/subscribers?limit=5&limit=6', 'limit', 'must be given once'],
    ['/v1/subscribers?status=sleeping', 'status', 'must be one of provisioning, active, paused'],
    ...['0', '101', '-1', '1.5', 'ten', '', '0x10'].map((limit) => [
      `/v1/subscribers?limit=${limit}`,
      'limit',
      'must be a whole number from 1 to 100',
    ]),
    ...['', 'x', '!!', cursor('nothing'), cursor('subscribers:'), `${cursor('subscribers:a')}=`].map((text) => [
      `/v1/subscribers?cursor=${text}`,
      'cursor',
      'must be a cursor that this list has answered',
    ]),
    [`/v1/subscribers?cursor=${cursor('all-deliveries:a')}`, 'cursor', 'must be a cursor that this list has answered'],
    [`/v1/subscribers/${ID}/deliveries?cursor=${cursor(`subscribers:${ID}`)}`, 'cursor', 'must be a cursor that this'],
    [`/v1/subscribers/${ID}/deliveries?status=dead&cursor=${cursor('all-deliveries:a')}`, 'cursor', 'must be a cursor'],
    [`/v1/subscribers/${ID}/deliveries?status=lost`, 'status', 'must be one of pending, delivered, dead'],
    [`/v1/subscribers/${ID}/deliveries?tenant=acme`, 'tenant', 'is not a known query parameter here'],
    [`/v1/subscribers/${ID}?full=true`, 'full', 'is not a known query parameter here'],
    ['/v1/events/x/deliveries?colour=red', 'colour', 'is not a known query parameter here'],
  ])('%s is refused, naming the parameter', async (path = '', parameter = '', message = '') => {
    const { status, body } = await fanfare.api<{ errors: unknown[] }>('GET', path);
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ path: parameter, message: expect.stringContaining(message) as string }]);
  });

  it.each([
    ['GET', `/v1/subscribers/${ID}`, `There is no subscriber ${ID}.`],
    ['GET', `/v1/subscribers/${ID}/deliveries`, `There is no subscriber ${ID}.`],
    ['DELETE', `/v1/subscribers/${ID}`, `There is no subscriber ${ID}.`],
    ['GET', `/v1/subscribers/${'x'.repeat(3000)}`, 'There is no subscriber xxx'],
    ['GET', '/v1/subscribers/orders%20%23%2541', 'There is no subscriber orders #%41.'],
    ['GET', '/v1/subscriber', 'The API has no GET /v1/subscriber.'],
    ['PUT', `/v1/subscribers/${ID}`, `The API has no PUT /v1/subscribers/${ID}.`],
  ])('%s %s finds nothing', async (method, path, detail) => {
    const { status, body } = await fanfare.api(method, path);
    expect(status).toBe(404);
    expect(body).toMatchObject({ type: 'urn:fanfare:problem:not-found', status: 404 });
    expect((body as { detail: string }).detail.startsWith(detail)).toBe(true);
  });
});
