import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestPlatform } from '../test-platform.ts';

interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

const GOOD = { name: 'Orders', url: 'https://hooks.example.com/orders', eventTypes: ['order.*'] };

async function refusal(fanfare: TestPlatform, body: unknown): Promise<Problem> {
  const answer = await fetch(`${fanfare.platform.apiUrl}/v1/subscribers`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  expect(answer.status, JSON.stringify(body)).toBe(400);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  return (await answer.json()) as Problem;
}

async function names(fanfare: TestPlatform): Promise<string[]> {
  const { body } = await fanfare.api<{ items: { name: string }[] }>('GET', '/v1/subscribers?limit=100');
  return body.items.map(({ name }) => name);
}

describe('a registration', () => {
  let fanfare: TestPlatform;
  beforeAll(async () => {
    fanfare = await TestPlatform.start();
  });
  afterAll(() => fanfare.stop());

  const long = (length: number) => 'x'.repeat(length);
  const without = (field: keyof typeof GOOD) => ({ ...GOOD, [field]: undefined });

  it.each<[string, unknown, string, string]>([
    ['without a body', '', '(body)', 'must be JSON'],
    ['that is not JSON', '{"name":', '(body)', 'must be JSON'],
    ['that is a list', [GOOD], '(body)', 'must be an object'],
    ['that is null', 'null', '(body)', 'must be an object'],
    ['that is a text', '"hello"', '(body)', 'must be an object'],
    ['with an unknown field', { ...GOOD, colour: 'red' }, 'colour', 'is not a known field'],
    ['with a read-only field', { ...GOOD, status: 'active' }, 'status', 'is not a known field'],
    ['without a name', without('name'), 'name', 'must be a text of 1 to 128 characters'],
    ['with a name of null', { ...GOOD, name: null }, 'name', 'must be a text of 1 to 128 characters'],
    ['with an empty name', { ...GOOD, name: '' }, 'name', 'must be a text of 1 to 128 characters'],
    ['with a long name', { ...GOOD, name: long(129) }, 'name', 'must be a text of 1 to 128 characters'],
    ['with half a character', '{"name":"\\ud83d"}', 'name', 'must be Unicode text, without half of a pair'],
    ['without a url', without('url'), 'url', 'must be a URL'],
    ['without event types', without('eventTypes'), 'eventTypes', 'must be a list of 1 to 100 event types'],
    ['with no event type', { ...GOOD, eventTypes: [] }, 'eventTypes', 'must be a list of 1 to 100 event types'],
    ['with one event type', { ...GOOD, eventTypes: 'a.b' }, 'eventTypes', 'must be a list of 1 to 100 event types'],
    [
      'with 101 event types',
      { ...GOOD, eventTypes: Array.from({ length: 101 }, (_, n) => `t${n}`) },
      'eventTypes',
      'must be a list of 1 to 100 event types',
    ],
    ['with a number as event type', { ...GOOD, eventTypes: ['a', 7] }, 'eventTypes.1', 'must be a text'],
    ['with an empty event type', { ...GOOD, eventTypes: [''] }, 'eventTypes.0', 'must have 1 to 128 characters'],
    [
      'with a star in the middle',
      { ...GOOD, eventTypes: ['a.*.b'] },
      'eventTypes.0',
      'may hold `*` only alone or as the last part, as in `invoice.*`',
    ],
    [
      'with too many characters of event types',
      { ...GOOD, eventTypes: Array.from({ length: 20 }, (_, n) => `${n}${long(120)}`) },
      'eventTypes',
      'makes a pattern of 2507 characters; EventBridge takes 2048',
    ],
    ['with a number as tenant', { ...GOOD, tenant: 7 }, 'tenant', 'must be a text of 1 to 256 characters'],
    [
      'with a list as filter',
      { ...GOOD, filter: [] },
      'filter',
      'must be an object: an EventBridge pattern on `detail`',
    ],
    ['with an empty filter', { ...GOOD, filter: {} }, 'filter', 'must hold at least one field'],
    ['with a bare value in the filter', { ...GOOD, filter: { amount: 7 } }, 'filter', 'must be what EventBridge under'],
    ['with an unknown operator', { ...GOOD, filter: { amount: [{ above: 7 }] } }, 'filter', 'must be what EventBridge'],
    [
      'with a wildcard',
      { ...GOOD, filter: { a: { b: [{ wildcard: 'x*' }] } } },
      'filter.a.b',
      'must not use `wildcard`',
    ],
    [
      'with the tenant field beside the tenant',
      { ...GOOD, tenant: 'acme', filter: { $or: [{ a: [1] }, { tenant: ['other'] }] } },
      'filter.$or.1.tenant',
      'is set by `tenant`',
    ],
    ['with a long filter', { ...GOOD, filter: { a: [long(2000)] } }, 'filter', 'makes a pattern of 2057'],
    [
      'with a number JSON changes',
      `{"filter":{"a":[12345678901234567890]}}`,
      'filter.a.0',
      'must be a number between -9007199254740991 and 9007199254740991',
    ],
    ['with a prototype', `{"filter":{"__proto__":["x"]}}`, 'filter.__proto__', 'must have another name'],
    [
      'nested too deep',
      `{"filter":${'{"a":'.repeat(5000)}[1]${'}'.repeat(5000)}}`,
      `filter${'.a'.repeat(16)}`,
      'must not be nested deeper than 16 levels',
    ],
    ['with another format', { ...GOOD, format: 'xml' }, 'format', 'must be one of standard, raw'],
    ['with a schedule of no waits', { ...GOOD, retrySchedule: [] }, 'retrySchedule', 'must have 1 to 20 waits'],
    [
      'with half a second',
      { ...GOOD, retrySchedule: [0.5] },
      'retrySchedule',
      'must give each wait as a whole number of',
    ],
    [
      'with a wait of two days',
      { ...GOOD, retrySchedule: [172_800] },
      'retrySchedule',
      'must give each wait as a whole',
    ],
    [
      'with thirteen days',
      { ...GOOD, retrySchedule: Array(13).fill(86_400) },
      'retrySchedule',
      'must add up to at most',
    ],
    ['with a text as wait', { ...GOOD, retrySchedule: [5, '5'] }, 'retrySchedule.1', 'must be a number of seconds'],
    ['with no time', { ...GOOD, timeoutSeconds: 0 }, 'timeoutSeconds', 'must be a whole number from 1 to 30'],
    ['with a minute', { ...GOOD, timeoutSeconds: 60 }, 'timeoutSeconds', 'must be a whole number from 1 to 30'],
    [
      'with a concurrency of 1',
      { ...GOOD, maxConcurrency: 1 },
      'maxConcurrency',
      'must be a whole number from 2 to 1000',
    ],
    ['with a long description', { ...GOOD, description: long(1025) }, 'description', 'must be a text of at most 1024'],
    [
      'with a number as metadata',
      { ...GOOD, metadata: { a: 1 } },
      'metadata.a',
      'must be a text of at most 512 characters',
    ],
    [
      'with metadata inside metadata',
      { ...GOOD, metadata: { a: { b: 'c' } } },
      'metadata.a',
      'must be a text of at most',
    ],
    ['with an empty name in metadata', { ...GOOD, metadata: { '': 'a' } }, 'metadata.', 'must have a name of 1 to 64'],
    [
      'with 51 metadata fields',
      { ...GOOD, metadata: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, 'v'])) },
      'metadata',
      'must be an object of at most 50 texts',
    ],
  ])('%s is refused, naming the field', async (_, body, path, message) => {
    const { type, title, status, detail, errors } = await refusal(fanfare, body);
    expect(errors[0]).toEqual({ path, message: expect.stringContaining(message) as string });
    expect({ type, title, status }).toEqual({
      type: 'urn:fanfare:problem:invalid',
      title: 'The request is not valid',
      status: 400,
    });
    expect(detail).toBe(`\`${path}\` ${errors[0]?.message}.`);
    expect(await names(fanfare)).toEqual(['Demo']);
  });

  it('with several faults is told all of them', async () => {
    const { errors } = await refusal(fanfare, { url: 'x', eventTypes: ['a'], timeoutSeconds: '1', colour: 1, size: 2 });
    expect(errors.map(({ path }) => path).sort()).toEqual(['colour', 'name', 'size', 'timeoutSeconds', 'url']);
  });
});

describe('on a stage that is deployed, a url', () => {
  let strict: TestPlatform;
  beforeAll(async () => {
    strict = await TestPlatform.start({ stage: 'strict' });
  });
  afterAll(() => strict.stop());

  it.each([
    ['is not absolute', ['/hooks', 'hooks.example.com', '//hooks.example.com', 'https://', 'https://a b/']],
    [
      'has another scheme',
      ['http://hooks.example.com', 'ftp://hooks.example.com', 'javascript:alert(1)', 'file:///etc'],
    ],
    ['has credentials', ['https://user@hooks.example.com/', 'https://user:secret@hooks.example.com/']],
    ['has a fragment', ['https://hooks.example.com/#here']],
    ['names another port', ['https://hooks.example.com:8443/', 'https://hooks.example.com:22/']],
    ['is longer than 2048 characters', [`https://hooks.example.com/${'x'.repeat(2048)}`]],
    [
      'has control characters',
      ['https://hooks.example.com/\n', 'https://hooks\t.example.com/', 'https:\\\\hooks.example.com'],
    ],
    ['leads to this machine', ['https://127.0.0.1/', 'https://localhost/', 'https://a.localhost/', 'https://[::1]/']],
    ['spells loopback oddly', ['https://2130706433/', 'https://0x7f000001/', 'https://0177.0.0.1/', 'https://127.1/']],
    ['maps IPv4 into IPv6', ['https://[::ffff:127.0.0.1]/', 'https://[::ffff:a00:1]/', 'https://[64:ff9b::a00:1]/']],
    ['tunnels IPv4 in IPv6', ['https://[2002:7f00:1::]/', 'https://[2001:0:7f00:1::]/']],
    [
      'leads to a private network',
      ['https://10.0.0.1/', 'https://172.16.0.1/', 'https://192.168.1.1/', 'https://[fd00::1]/'],
    ],
    [
      'leads to Lambda or its metadata',
      ['https://169.254.169.254/', 'https://169.254.100.1:9001/', 'https://[fe80::1]/'],
    ],
    [
      'leads to no host',
      ['https://0.0.0.0/', 'https://[::]/', 'https://255.255.255.255/', 'https://224.0.0.1/', 'https://100.64.0.1/'],
    ],
  ])('that %s is refused', async (_, urls) => {
    for (const url of urls) {
      const { errors } = await refusal(strict, { ...GOOD, url });
      expect(errors[0]?.path, url).toBe('url');
      expect(errors[0]?.message, url).toMatch(/^must /);
    }
    expect(await names(strict)).toEqual([]);
  });

  it('that is public and https is taken', async () => {
    const { status, body } = await strict.api<{ url: string }>('POST', '/v1/subscribers', GOOD);
    expect(status).toBe(202);
    expect(body.url).toBe(GOOD.url);
  });
});
