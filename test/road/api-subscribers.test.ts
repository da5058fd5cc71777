import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newEventId, type SubscriberView, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';

interface Changed extends SubscriberView {
  readonly name: string;
  readonly url: string;
  readonly headerNames?: readonly string[];
  readonly headersDigest?: string;
  readonly signingKeys: readonly { readonly expiresAt?: string }[];
  readonly warnings?: readonly { readonly path: string; readonly message: string }[];
  readonly detail: string;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

let fanfare: TestPlatform;
beforeAll(async () => {
  fanfare = await TestPlatform.start();
});
afterAll(() => fanfare.stop());

const QUIET = { name: 'Quiet', url: 'https://hooks.example.com/', eventTypes: ['nothing.happens'] };
const one = (id: string) => `/v1/subscribers/${id}`;

async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(`${fanfare.platform.apiUrl}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Changed };
}

const create = async (settings: object = {}, headers = {}) =>
  (await send('POST', '/v1/subscribers', { ...QUIET, ...settings }, headers)).body;

const become = (id: string, status: string) =>
  until(`${id} to be ${status}`, async () => (await fanfare.subscriber(id)).status === status);

async function active(settings: object = {}): Promise<Changed> {
  const subscriber = await create(settings);
  await become(subscriber.id, 'active');
  return subscriber;
}

describe('a change', () => {
  it('replaces what is given, takes away what is null and leaves the rest', async () => {
    const { id } = await active({ tenant: 'acme', description: 'old', timeoutSeconds: 9 });
    const { status, body } = await send('PATCH', one(id), { name: 'New', description: null });
    expect([status, body]).toMatchObject([200, { name: 'New', tenant: 'acme', timeoutSeconds: 9, version: 2 }]);
    expect(body).not.toHaveProperty('description');
    await become(id, 'active');
    expect(await fanfare.subscriber(id)).toMatchObject({ name: 'New', tenant: 'acme', version: 2 });
  });

  it('that changes nothing leaves the version alone', async () => {
    const { id } = await active({ filter: { a: [1, { prefix: 'x' }] }, headers: { Authorization: 'Bearer 1' } });
    const same = { name: 'Quiet', filter: { a: [1, { prefix: 'x' }] }, headers: { authorization: 'Bearer 1' } };
    expect((await send('PATCH', one(id), same)).body.version).toBe(1);
    expect((await send('PATCH', one(id), {})).body.version).toBe(1);
  });

  it('of the event types reaches the rule', async () => {
    const { id } = await fanfare.subscribe('/retargeted', { eventTypes: ['before.it'] });
    await send('PATCH', one(id), { eventTypes: ['after.it'] });
    await become(id, 'active');
    const [before = '', after = ''] = await fanfare.publish({ DetailType: 'before.it' }, { DetailType: 'after.it' });
    await fanfare.settled(id, after, 'delivered');
    expect(await fanfare.delivery(id, before)).toBeUndefined();
  });

  it.each(['1', '"1"', 'W/"1"', '*'])('of the version in If-Match: %s is taken', async (ifMatch) => {
    const { id } = await create();
    expect((await send('PATCH', one(id), { name: 'b' }, { 'if-match': ifMatch })).status).toBe(200);
  });

  it('of an older version is refused with the present one', async () => {
    const { id } = await create();
    await send('PATCH', one(id), { name: 'second' });
    const { status, body } = await send('PATCH', one(id), { name: 'third' }, { 'if-match': '"1"' });
    expect([status, body]).toMatchObject([412, { type: 'urn:fanfare:problem:version-mismatch', version: 2 }]);
    expect(body.detail).toBe(`The subscriber ${id} has version 2, not 1: read it again, then change that.`);
    for (const ifMatch of ['second', '']) {
      const odd = await send('PATCH', one(id), {}, { 'if-match': ifMatch });
      expect([odd.status, odd.body.errors[0]?.path]).toEqual([400, 'If-Match']);
    }
  });

  it('made by ten at once comes to ten versions', async () => {
    const { id } = await create();
    const names = Array.from({ length: 10 }, (_, n) => `n${n}`);
    const answers = await Promise.all(names.map((name) => send('PATCH', one(id), { name })));
    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 200));
    expect((await fanfare.subscriber(id)).version).toBe(11);
  });

  it.each([
    [{ colour: 'red' }, 'colour', 'is not a known field'],
    [{ name: null }, 'name', 'must be a text of 1 to 128 characters'],
    [{ url: null }, 'url', 'must be a URL; only a subscriber of mode `pull` has none'],
    [{ mode: 'pull' }, 'url', 'must be left out: a pull subscriber is not called'],
    [{ timeoutSeconds: 31 }, 'timeoutSeconds', 'must be a whole number from 1 to 30'],
    [{ filter: { a: [{ nonsense: 1 }] } }, 'filter', 'must be what EventBridge understands'],
    [{ filter: { a: [1e-200] } }, 'filter.a.0', 'must be 0, or a number of at least'],
    [{ headers: { 'Webhook-Id': 'x' } }, 'headers.Webhook-Id', ''],
    [{ headers: { 'X-A': 'a\r\nX-B: b' } }, 'headers.X-A', ''],
    [{ version: 7 }, 'version', 'is not a known field'],
    [[], '(body)', 'must be an object'],
  ])('of %j is refused at %s, and nothing has changed', async (patch, path, message) => {
    const { id } = await create();
    const { status, body } = await send('PATCH', one(id), patch);
    expect([status, body.errors[0]?.path]).toEqual([400, path]);
    expect(body.errors[0]?.message).toContain(message);
    expect((await fanfare.subscriber(id)).version).toBe(1);
  });
});

describe('custom headers', () => {
  it('are sent and never shown again, in no answer and no log', async () => {
    const secret = `Bearer ${randomUUID()}`;
    const { id, ...shown } = await fanfare.subscribe('/with-headers', {
      eventTypes: ['headers.wanted'],
      headers: { Authorization: secret, 'X-Api-Key': 'k 1' },
    });
    const [eventId = ''] = await fanfare.publish({ DetailType: 'headers.wanted' });
    await fanfare.settled(id, eventId, 'delivered');
    const [webhook] = fanfare.endpoint.at('/with-headers');
    expect(webhook).toMatchObject({ isVerified: true, headers: { authorization: secret, 'x-api-key': 'k 1' } });
    expect(shown).toMatchObject({ headerNames: ['Authorization', 'X-Api-Key'] });
    for (const told of [shown, await fanfare.subscriber(id), fanfare.log]) {
      expect(JSON.stringify(told)).not.toContain(secret.slice(7));
    }
  });
});

describe('a state', () => {
  it('paused keeps, until it is resumed', async () => {
    const { id } = await fanfare.subscribe('/paused', { eventTypes: ['kept.while.paused'] });
    expect((await send('POST', `${one(id)}/pause`)).status).toBe(202);
    await become(id, 'paused');
    const [eventId = ''] = await fanfare.publish({ DetailType: 'kept.while.paused' });
    await until('it to wait', async () => (await fanfare.subscriber(id)).queue.depth === 1);
    expect(fanfare.endpoint.at('/paused')).toEqual([]);
    await send('POST', `${one(id)}/resume`);
    await fanfare.settled(id, eventId, 'delivered');
  });

  it('disabled drops, until it is enabled', async () => {
    const { id } = await fanfare.subscribe('/disabled', { eventTypes: ['dropped.while.disabled'] });
    await send('POST', `${one(id)}/disable`);
    await become(id, 'disabled');
    const since = await fanfare.subscriber(id);
    expect(since).toMatchObject({ disabledReason: 'operator', disabledAt: expect.stringMatching(/Z$/) as string });
    await send('PATCH', one(id), { description: 'changed while it was disabled' });
    await become(id, 'disabled');
    expect(await fanfare.subscriber(id)).toMatchObject({ disabledAt: since.disabledAt });
    const [dropped = ''] = await fanfare.publish({ DetailType: 'dropped.while.disabled' });
    await send('POST', `${one(id)}/enable`);
    await become(id, 'active');
    const enabled = await fanfare.subscriber(id);
    for (const gone of ['disabledReason', 'disabledAt']) expect(enabled).not.toHaveProperty(gone);
    const [eventId = ''] = await fanfare.publish({ DetailType: 'dropped.while.disabled' });
    await fanfare.settled(id, eventId, 'delivered');
    expect(await fanfare.delivery(id, dropped)).toBeUndefined();
  });

  it('asked for twice is asked for once', async () => {
    const { id } = await active();
    const first = await send('POST', `${one(id)}/pause`);
    const second = await send('POST', `${one(id)}/pause`);
    expect([first.body.version, second.status, second.body.version]).toEqual([2, 202, 2]);
  });

  it('that does not allow a verb says what does', async () => {
    const { id } = await active();
    await send('POST', `${one(id)}/disable`);
    const { status, body } = await send('POST', `${one(id)}/resume`);
    expect([status, body.detail]).toEqual([409, `The subscriber ${id} is disabled: enable it instead.`]);
  });
});

describe('a test', () => {
  it('reaches its subscriber and nobody else', async () => {
    const { id } = await fanfare.subscribe('/tested', { eventTypes: ['nothing.happens'] });
    await fanfare.subscribe('/bystander', { eventTypes: ['fanfare.*', '*'] });
    const { status, body } = await send('POST', `${one(id)}/test`);
    expect(status).toBe(202);
    const { eventId } = body as unknown as { eventId: string };
    expect(await fanfare.settled(id, eventId, 'delivered')).toMatchObject({ eventType: 'fanfare.test' });
    expect(fanfare.endpoint.at('/tested')[0]?.isVerified).toBe(true);
    expect(fanfare.endpoint.at('/bystander').filter(({ headers }) => headers['webhook-id'] === eventId)).toEqual([]);
  });

  it('can be of any type and data', async () => {
    const { id } = await fanfare.subscribe('/tested-so', { eventTypes: ['nothing.happens'] });
    const data = { eventId: 'ours', total: 7 };
    const { body } = await send('POST', `${one(id)}/test`, { eventType: 'invoice.paid', data });
    expect(body).toMatchObject({ eventType: 'invoice.paid' });
    await fanfare.settled(id, (body as unknown as { eventId: string }).eventId, 'delivered');
    const [webhook] = fanfare.endpoint.at('/tested-so');
    expect(JSON.parse(webhook?.body.toString() ?? '')).toMatchObject({ type: 'invoice.paid', data: { total: 7 } });
  });
});

describe('a test of data with an id', () => {
  it("has an id of its own: it arrives each time, and never stands in for the publisher's event", async () => {
    const { id } = await fanfare.subscribe('/tested-twice', { eventTypes: ['real.one'] });
    const eventId = newEventId();
    for (let n = 0; n < 2; n++) await send('POST', `${one(id)}/test`, { eventType: 'real.one', data: { eventId } });
    await fanfare.publish({ DetailType: 'real.one', Detail: JSON.stringify({ eventId }) });
    await fanfare.settled(id, eventId, 'delivered');
    await until('all three', () => fanfare.endpoint.at('/tested-twice').length === 3);
  });
});

describe('a deletion', () => {
  it('is refused while dead letters wait, unless forced', async () => {
    const { id } = await fanfare.subscribe('/dying', { eventTypes: ['dies.here'], retrySchedule: [1] });
    fanfare.endpoint.behave('/dying', () => ({ status: 500 }));
    const [eventId = ''] = await fanfare.publish({ DetailType: 'dies.here' });
    await fanfare.settled(id, eventId, 'dead');
    await until('it to be a dead letter', async () => (await fanfare.subscriber(id)).queue.deadLetters === 1);
    for (const query of ['', '?force=false']) {
      const { status, body } = await send('DELETE', one(id) + query);
      expect([status, body.detail]).toEqual([
        409,
        `1 dead letter waits for the subscriber ${id}: redrive them, or delete with force=true.`,
      ]);
    }
    expect((await send('DELETE', `${one(id)}?force=perhaps`)).body.errors[0]).toEqual({
      path: 'force',
      message: 'must be true or false',
    });
    expect((await send('DELETE', `${one(id)}?force=true`)).status).toBe(202);
    await until('it to be gone', async () => (await send('GET', one(id))).status === 404);
  });

  it('leaves nothing in lists of what waits, and the log as it was', async () => {
    const settings = { eventTypes: ['left.behind'], retrySchedule: [1, 3600] };
    const { id } = await fanfare.subscribe('/leaving', settings);
    fanfare.endpoint.behave('/leaving', () => ({ status: 503 }));
    const [waiting = ''] = await fanfare.publish({ DetailType: 'left.behind' });
    await until('it to wait', async () => (await fanfare.delivery(id, waiting))?.attempts.length === 2);
    await send('PATCH', one(id), { retrySchedule: [1] });
    await become(id, 'active');
    // The new schedule counts within two seconds: what is tried before that waits too.
    const dead = await until('one to die by the new schedule', async () => {
      const [eventId = ''] = await fanfare.publish({ DetailType: 'left.behind' });
      const tried = await until('its second attempt', async () => {
        const delivery = await fanfare.delivery(id, eventId);
        return delivery?.attempts.length === 2 && delivery;
      });
      return tried.status === 'dead' && eventId;
    });
    const listed = async () => {
      const all = await fanfare.api<{ items: { eventId: string }[] }>('GET', '/v1/dead-letters?limit=100');
      return all.body.items.map(({ eventId }) => eventId);
    };
    expect(await listed()).toContain(dead);
    await send('DELETE', `${one(id)}?force=true`);
    await until('nothing to wait', async () => !(await listed()).includes(dead));
    const given = await fanfare.settled(id, waiting, 'dead');
    expect(given).toMatchObject({ deadReason: 'subscriber-deleted', discardedAt: expect.any(String) as string });
    expect(await fanfare.delivery(id, dead)).toMatchObject({ deadReason: 'attempts-exhausted' });
    const overview = await fanfare.api<{ oldestPending?: { eventId: string } }>('GET', '/v1/overview');
    expect(overview.body.oldestPending?.eventId).not.toBe(waiting);
  });
});

describe('a registration with an Idempotency-Key', () => {
  it('sent again is the first one, secret included', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const first = await create({ name: 'Once', tenant: 'once' }, headers);
    const second = await create({ tenant: 'once', name: 'Once' }, headers);
    expect([second.id, second.secret]).toEqual([first.id, first.secret]);
    expect(first.secret).toMatch(/^whsec_/);
    expect((await send('GET', '/v1/subscribers?tenant=once')).body).toMatchObject({ items: [{ id: first.id }] });
  });

  it('sent ten times at once makes one', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => send('POST', '/v1/subscribers', { ...QUIET, tenant: 'burst' }, headers)),
    );
    expect(new Set(answers.map(({ body }) => body.secret)).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    const { body } = await send('GET', '/v1/subscribers?tenant=burst');
    expect((body as unknown as { items: unknown[] }).items).toHaveLength(1);
  });

  it('for something else, or of one deleted since, is refused', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const { id } = await create({}, headers);
    const other = await send('POST', '/v1/subscribers', { ...QUIET, name: 'Other' }, headers);
    expect([other.status, other.body.detail]).toMatchObject([409, expect.stringContaining('another registration')]);
    await send('DELETE', one(id));
    await until('it to be gone', async () => (await send('GET', one(id))).status === 404);
    const again = await send('POST', '/v1/subscribers', QUIET, headers);
    expect([again.status, again.body.detail]).toMatchObject([409, expect.stringContaining('has been deleted since')]);
  });

  it.each(['', 'x'.repeat(256), 'tab\tinside'])('of "%s" is refused', async (key) => {
    const { status, body } = await send('POST', '/v1/subscribers', QUIET, { 'idempotency-key': key });
    expect([status, body.errors[0]?.path]).toEqual([400, 'Idempotency-Key']);
  });
});

describe('any settings', () => {
  const settings = fc.record(
    {
      name: fc.string({ minLength: 1, maxLength: 128 }),
      eventTypes: fc.uniqueArray(fc.stringMatching(/^[a-z]{1,9}(\.[a-z]{1,9}){0,3}(\.\*)?$/), {
        minLength: 1,
        maxLength: 5,
      }),
      tenant: fc.string({ minLength: 1, maxLength: 20 }),
      schemaVersion: fc.constantFrom('1', '2', '2026-01-01', 'v1.2'),
      format: fc.constantFrom('standard', 'raw'),
      retrySchedule: fc.array(fc.integer({ min: 1, max: 86_400 }), { minLength: 1, maxLength: 10 }),
      timeoutSeconds: fc.integer({ min: 1, max: 30 }),
      maxConcurrency: fc.integer({ min: 2, max: 1000 }),
      description: fc.string({ maxLength: 200 }),
      metadata: fc.dictionary(fc.string({ minLength: 1, maxLength: 20 }), fc.string({ maxLength: 50 }), {
        maxKeys: 5,
        noNullPrototype: true,
      }),
    },
    { requiredKeys: [], noNullPrototype: true },
  );

  it('that a subscriber is changed to are what it shows', { timeout: 60_000 }, async () => {
    const { id } = await create();
    await fc.assert(
      fc.asyncProperty(settings, async (wanted) => {
        const text = JSON.stringify(wanted);
        fc.pre(!text.includes('__proto__') && text.isWellFormed());
        const { status, body } = await send('PATCH', one(id), wanted);
        expect([status, body]).toMatchObject([200, wanted]);
      }),
      { numRuns: 40 },
    );
  });
});
