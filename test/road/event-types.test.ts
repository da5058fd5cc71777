import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OTHER_SETTINGS } from '../other-settings.ts';
import { TestPlatform } from '../test-platform.ts';

interface EventType {
  readonly name: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  readonly webhook: { readonly secret: string; readonly headers: Record<string, string>; readonly body: string };
}

let fanfare: TestPlatform;
beforeAll(async () => {
  fanfare = await TestPlatform.start();
});
afterAll(() => fanfare.stop());

const at = (name: string) => `/v1/event-types/${encodeURIComponent(name)}`;
const put = (name: string, body: unknown) => fanfare.api<EventType>('PUT', at(name), body);

const MONEY = { type: 'object', properties: { total: { type: 'integer' } }, required: ['total'] };

describe('the catalogue', () => {
  it('keeps what it is told, and shows it', async () => {
    const said = {
      description: 'A customer has paid an invoice',
      schemas: { '1': MONEY, '2': { ...MONEY, properties: { total: { type: 'string', examples: ['1.00'] } } } },
      example: { total: 700, constructor: 'a field like any other' },
      deprecated: true,
    };
    const first = await put('invoice.paid', said);
    expect([first.status, first.body]).toMatchObject([201, { name: 'invoice.paid', ...said }]);
    const again = await put('invoice.paid', said);
    expect([again.status, again.body]).toEqual([200, first.body]);
    const { body } = await fanfare.api<EventType>('GET', at('invoice.paid'));
    expect(body).toMatchObject({ ...first.body });
  });

  it('replaces what it was told before', async () => {
    await put('order.placed', { description: 'old', example: { a: 1 } });
    const { status, body } = await put('order.placed', { description: 'new' });
    expect([status, body]).toMatchObject([200, { description: 'new', deprecated: false }]);
    expect(body).not.toHaveProperty('example');
  });

  it('is read by name, page by page', async () => {
    const names = ['list.a', 'list.b', 'list.c', 'list.d'];
    for (const name of names) await put(name, {});
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const query = cursor === undefined ? '' : `&cursor=${cursor}`;
      const { body } = await fanfare.api<{ items: EventType[]; cursor?: string }>(
        'GET',
        `/v1/event-types?limit=3${query}`,
      );
      found.push(...body.items.map(({ name }) => name));
      cursor = body.cursor;
    } while (cursor !== undefined);
    expect(found.filter((name) => name.startsWith('list.'))).toEqual(names);
    expect(found).toEqual([...found].sort());
  });

  it('takes names with slashes, spaces and signs', async () => {
    for (const name of ['a/b/c', 'Order Placed ✓', 'x#y', '100%']) {
      expect((await put(name, { description: name })).status).toBe(201);
      expect((await fanfare.api<EventType>('GET', at(name))).body).toMatchObject({ name, description: name });
    }
  });

  it('is answered in pages that fit an answer, however large the types', async () => {
    const example = { text: 'x'.repeat(250_000) };
    const names = Array.from({ length: 20 }, (_, n) => `large.${String(n).padStart(2, '0')}`);
    for (const name of names) expect((await put(name, { example })).status).toBe(201);
    const { body } = await fanfare.api<{ items: EventType[]; cursor?: string }>('GET', '/v1/event-types?limit=100');
    expect(JSON.stringify(body).length).toBeLessThan(5_000_000);
    const { body: rest } = await fanfare.api<{ items: EventType[] }>(
      'GET',
      `/v1/event-types?limit=100&cursor=${body.cursor}`,
    );
    const found = [...body.items, ...rest.items].map(({ name }) => name);
    expect(found.filter((name) => name.startsWith('large.'))).toEqual(names);
    for (const name of names) await fanfare.api('DELETE', at(name)).catch(() => {});
  });

  it('forgets what is deleted', async () => {
    await put('short.lived', {});
    const answer = await fetch(`${fanfare.platform.apiUrl}${at('short.lived')}`, { method: 'DELETE' });
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect((await fanfare.api('GET', at('short.lived'))).status).toBe(404);
    expect((await fanfare.api('DELETE', at('short.lived'))).status).toBe(404);
  });

  it.each([
    ['with a star in its name', 'invoice.*', {}, 'name', 'must not hold `*`'],
    ["named like Fanfare's own", 'fanfare.mine', {}, 'name', 'must not begin with `fanfare.`'],
    ['with an unknown field', 'a', { colour: 1 }, 'colour', 'is not a known field'],
    ['with a schema that is none', 'a', { schemas: { '1': 'text' } }, 'schemas.1', 'must be an object'],
    [
      'with a schema of an unknown reference',
      'a',
      { schemas: { '1': { $ref: '#/nowhere' } } },
      'schemas.1.$ref',
      'must lead to a place in this schema',
    ],
    [
      'with an unknown type',
      'a',
      { schemas: { '1': { properties: { b: { type: 'money' } } } } },
      'schemas.1.properties.b.type',
      'must be one of object',
    ],
    [
      'with a broken pattern',
      'a',
      { schemas: { '1': { properties: { b: { pattern: '(' } } } } },
      'schemas.1.properties.b.pattern',
      'must be a regular expression',
    ],
    [
      'of data that is no object',
      'a',
      { schemas: { '1': { type: 'string' } } },
      'schemas.1.type',
      'must allow `object`',
    ],
    [
      'with an example of an unknown version',
      'a',
      { schemas: { '1': MONEY, '2': MONEY }, example: { schemaVersion: '3' } },
      'example',
      'is of version 3, which has no schema here',
    ],
    [
      'with a pattern that takes for ever',
      'a',
      {
        schemas: { '1': { properties: { b: { type: 'string', pattern: '^(a+)+$' } } } },
        example: { b: `${'a'.repeat(40)}!` },
      },
      'schemas.1',
      'takes too long',
    ],
    ['with an odd version', 'a', { schemas: { 'v 1': {} } }, 'schemas.v 1', 'must have 1 to 32 of'],
    [
      'with an example that does not fit',
      'a',
      { schemas: { '1': MONEY }, example: { total: 'x' } },
      'example.total',
      'must fit the schema of version 1',
    ],
    [
      'with an example of another version',
      'a',
      { schemas: { '1': MONEY, '2': { required: ['b'] } }, example: { schemaVersion: 2, total: 1 } },
      'example',
      'must fit the schema of version 2',
    ],
    [
      'that is too large',
      'a',
      { description: 'x', schemas: { '1': { description: 'x'.repeat(300_000) } } },
      '(body)',
      'must have at most',
    ],
  ])('refuses a type %s', async (_, name, body, path, message) => {
    const { status, body: problem } = await put(name, body);
    expect([status, problem.errors?.[0]?.path]).toEqual([400, path]);
    expect(problem.errors?.[0]?.message).toContain(message);
  });
});

describe("for a subscriber's developer, an event type", () => {
  it('shows a webhook with a signature that can be verified', async () => {
    await put('shown.so', { example: { total: 700 } });
    const { webhook } = (await fanfare.api<EventType>('GET', at('shown.so'))).body;
    expect(JSON.parse(webhook.body)).toMatchObject({ type: 'shown.so', data: { total: 700 } });
    expect(webhook.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-timestamp': '1767268800' });
    // The library refuses what is old, so the signature alone is looked at.
    const { 'webhook-id': id = '', 'webhook-timestamp': seconds = '' } = webhook.headers;
    const signature = new Webhook(webhook.secret).sign(id, new Date(Number(seconds) * 1000), webhook.body);
    expect(webhook.headers['webhook-signature']).toBe(signature);
  });

  it('shows one of the version asked for', async () => {
    const schemas = { '1': MONEY, '2': { properties: { sum: { const: '7.00' } } } };
    await put('versioned', { schemas, example: { total: 7 } });
    const dataOf = async (query: string) => {
      const { body } = await fanfare.api<EventType>('GET', at('versioned') + query);
      return (JSON.parse(body.webhook.body) as { data: unknown }).data;
    };
    expect(await dataOf('')).toEqual({ total: 7 });
    expect(await dataOf('?schemaVersion=2')).toEqual({ schemaVersion: '2', sum: '7.00' });
    const { status } = await fanfare.api('GET', `${at('versioned')}?schemaVersion=3`);
    expect(status).toBe(404);
  });
});

describe('who subscribes to types that the catalogue does not know', () => {
  const subscriber = (...eventTypes: string[]) => ({ name: 'w', url: 'https://hooks.example.com/', eventTypes });

  it('is warned, and registered', async () => {
    await put('known.type', {});
    const wanted = subscriber('known.type', 'known.*', '*', 'fanfare.subscriber.*', 'unknwon.type', 'other.*');
    const { status, body } = await fanfare.api<{ warnings: { path: string }[] }>('POST', '/v1/subscribers', wanted);
    expect(status).toBe(202);
    expect(body.warnings).toEqual([
      { path: 'eventTypes.4', message: 'names `unknwon.type`, which the catalogue of event types does not know' },
      { path: 'eventTypes.5', message: 'names `other.*`, which no event type of the catalogue begins with' },
    ]);
  });

  it('is refused where the stage says so', async () => {
    const strict = await TestPlatform.start({ settings: OTHER_SETTINGS });
    try {
      await strict.api('PUT', at('known.type'), {});
      const { status, body } = await strict.api<EventType>('POST', '/v1/subscribers', subscriber('known.type', 'typo'));
      expect([status, body.errors?.map(({ path }) => path)]).toEqual([400, ['eventTypes.1']]);
      expect((await strict.api('POST', '/v1/subscribers', subscriber('known.type'))).status).toBe(202);
    } finally {
      await strict.stop();
    }
  });
});

describe('a subscriber that pins a schema version', () => {
  it('gets events of that version only, whoever publishes new ones', async () => {
    const pin = (schemaVersion: string) =>
      fanfare.subscribe(`/pinned-${schemaVersion}`, { eventTypes: ['evolving'], schemaVersion });
    const [first, second] = [await pin('1'), await pin('2')];
    const all = await fanfare.subscribe('/every-version', { eventTypes: ['evolving'] });
    const details = [
      { n: 0 },
      { n: 1, schemaVersion: '1' },
      { n: 2, schemaVersion: 1 },
      { n: 3, schemaVersion: '2' },
      { n: 4, schemaVersion: 2 },
      { n: 5, schemaVersion: '3' },
    ];
    const ids = await fanfare.publish(
      ...details.map((detail) => ({ DetailType: 'evolving', Detail: JSON.stringify(detail) })),
    );
    for (const id of ids) await fanfare.settled(all.id, id, 'delivered');
    await fanfare.settled(first.id, ids[2] ?? '', 'delivered');
    await fanfare.settled(second.id, ids[4] ?? '', 'delivered');
    const got = (path: string) =>
      fanfare.endpoint
        .at(path)
        .map(({ body }) => (JSON.parse(body.toString()) as { data: { n: number } }).data.n)
        .sort();
    expect(got('/pinned-1')).toEqual([0, 1, 2]);
    expect(got('/pinned-2')).toEqual([3, 4]);
  });
});
