/** `fanfare console`: a page on this machine, for the browser that has its key alone; what it asks is signed on the way. */
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../until.ts';
import { endAll, FanfareProcess } from './fanfare-process.ts';
import { isSignedBy } from './sigv4.ts';

const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'not-so-secret',
  AWS_REGION: 'eu-west-1',
};

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
  readonly isSigned: boolean;
}

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** An API that notes what it is asked. */
let api: http.Server;
let apiUrl: string;
let asked: Asked[] = [];
const CUT = 'cut off midway';
let answer = { status: 200, type: 'application/json', body: '{"items":[]}' };

beforeAll(async () => {
  api = http.createServer((request, response) => {
    void text(request).then((body) => {
      const { method = '', url = '', headers } = request;
      const isSigned = isSignedBy(CREDENTIALS.AWS_SECRET_ACCESS_KEY, request, Buffer.from(body));
      asked.push({ method, url, headers, body, isSigned });
      if (answer.type === CUT) {
        response.writeHead(200, { 'content-length': '100' }).write('{');
        return void setTimeout(() => response.destroy(), 20);
      }
      response.writeHead(answer.status, { 'content-type': answer.type, 'set-cookie': 'a=b' }).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  apiUrl = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  prod = await startProd();
  cookie = await cookieOf(prod);
});
afterAll(() => {
  endAll();
  api.close();
});
beforeEach(() => {
  asked = [];
  answer = { status: 200, type: 'application/json', body: '{"items":[]}' };
});

interface Console {
  readonly process: FanfareProcess;
  readonly url: URL;
  readonly origin: string;
}

async function startConsole(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Console> {
  const process = new FanfareProcess([...args, 'console', '--no-open'], { env });
  const line = await until('its address', () => /^http:\S+$/m.exec(process.stdout)?.[0], 60);
  const url = new URL(line);
  return { process, url, origin: url.origin };
}

/** Of a stage that is not the local one: most tests ask the same. */
let prod: Console;
let cookie: string;

const startProd = (env: Readonly<Record<string, string>> = CREDENTIALS) =>
  startConsole(['--stage', 'prod', '--api-url', apiUrl], env);

/** `fetch` sets some of these headers itself. */
function ask(url: string, headers: Record<string, string> = {}, method = 'GET', body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers }, (response) => {
      void text(response).then((said) =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: said }),
      );
    });
    request.once('error', reject);
    request.end(body);
  });
}

async function cookieOf({ url }: Console): Promise<string> {
  const { headers } = await ask(url.href);
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

const OWN = { 'x-fanfare-console': '1', 'sec-fetch-site': 'same-origin' };

describe('the key in its address', () => {
  it('becomes a cookie that no script reads and no other site sends, and leaves the address', async () => {
    const { url, origin } = prod;
    const deep = await ask(`${origin}/subscribers?status=failed&key=${url.searchParams.get('key')}`);
    expect(deep.status).toBe(303);
    expect(deep.headers.location).toBe('/subscribers?status=failed');
    expect(deep.headers['set-cookie']?.[0]).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
    const given = deep.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const page = await ask(`${origin}/subscribers`, { cookie: given, accept: 'text/html' });
    expect(page.status).toBe(200);
    expect(page.body).toContain('name="fanfare-stage" content="prod"');
  });

  it('is needed: without it, or with another, there is no page and no file', async () => {
    for (const path of ['/', '/subscribers', '/theme.js', '/?key=', '/?key=guessed']) {
      const { status, headers, body } = await ask(`${prod.origin}${path}`);
      expect({ path, status, cookies: headers['set-cookie'] }).toEqual({ path, status: 401, cookies: undefined });
      expect(body).not.toContain('theme.js');
    }
  });

  it('is not the same the next time', async () => {
    const other = await startProd();
    expect((await ask(`${other.origin}/?key=${prod.url.searchParams.get('key')}`)).status).toBe(401);
    other.process.signal('SIGINT');
    expect((await other.process.ended).code).toBe(0);
  });
});

describe('what the page asks', () => {
  it('reaches the API of a stage with the operator’s signature, and without its cookie', async () => {
    const headers = { ...OWN, cookie, 'content-type': 'application/json', 'if-match': '3' };
    answer = { status: 202, type: 'application/json', body: '{"id":"sub_1"}' };
    const said = await ask(`${prod.origin}/v1/subscribers/sub_1?q=a%20b%2Bc`, headers, 'PATCH', '{"name":"Ä"}');
    expect(said).toMatchObject({ status: 202, body: '{"id":"sub_1"}' });
    expect(said.headers['set-cookie']).toBeUndefined();
    expect(asked).toMatchObject([
      { method: 'PATCH', url: '/v1/subscribers/sub_1?q=a%20b%2Bc', body: '{"name":"Ä"}', isSigned: true },
    ]);
    expect(asked[0]?.headers).toMatchObject({ 'if-match': '3', 'content-type': 'application/json' });
    expect(asked[0]?.headers).not.toHaveProperty('cookie');
    expect(asked[0]?.headers).not.toHaveProperty('x-fanfare-console');
  });

  it('is signed for the region that the AWS CLI would take', async () => {
    const { AWS_REGION: AWS_DEFAULT_REGION, ...login } = CREDENTIALS;
    const other = await startProd({ ...login, AWS_DEFAULT_REGION });
    expect((await ask(`${other.origin}/v1/overview`, { ...OWN, cookie: await cookieOf(other) })).status).toBe(200);
    expect(asked[0]?.headers.authorization).toContain('/eu-west-1/execute-api/');
  });

  it('reaches the API of the local stage, which asks for no signature', async () => {
    const local = await startConsole(['--api-url', apiUrl]);
    const said = await ask(`${local.origin}/v1/overview`, { ...OWN, cookie: await cookieOf(local) });
    expect(said.status).toBe(200);
    expect(asked[0]?.headers).not.toHaveProperty('authorization');
  });

  it('is answered as the API answered, refusals included', async () => {
    answer = { status: 409, type: 'application/problem+json', body: '{"title":"no","status":409}' };
    const said = await ask(`${prod.origin}/v1/x`, { ...OWN, cookie }, 'POST');
    expect(said).toMatchObject({ status: 409, body: '{"title":"no","status":409}' });
    expect(said.headers['content-type']).toBe('application/problem+json');
  });

  it.each([
    ['nothing under the API’s own path', '/v1/../secret'],
    ['nothing under the API’s own path, encoded', '/v1/%2e%2e/secret'],
  ])('leads to %s', async (_, path) => {
    const { hostname, port } = prod.url;
    const headers = { ...OWN, cookie };
    const status = await new Promise((resolve) =>
      http.request({ hostname, port, path, headers }, (response) => resolve(response.statusCode)).end(),
    );
    expect(status).toBe(404);
    expect(asked).toEqual([]);
  });
});

describe('nobody else gets in:', () => {
  it.each([
    ['a name that only DNS leads here', { host: 'evil.example' }, 421],
    ['another port', { host: '127.0.0.1:1' }, 421],
    ['a page of another origin', { origin: 'http://evil.example' }, 403],
    ['a page of another port', { origin: 'http://127.0.0.1:1' }, 403],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['another port of this machine', { 'sec-fetch-site': 'same-site' }, 403],
    ['an address typed by hand', { 'sec-fetch-site': 'none' }, 403],
    ['a form, which cannot send our header', { 'x-fanfare-console': undefined }, 403],
    ['a browser without the cookie', { cookie: undefined }, 401],
    ['a browser with another cookie', { cookie: 'fanfare-console=guessed' }, 401],
  ])('%s', async (_, change, status) => {
    const headers = Object.entries({ ...OWN, cookie, ...change });
    const sent = Object.fromEntries(headers.filter((pair): pair is [string, string] => pair[1] !== undefined));
    expect((await ask(`${prod.origin}/v1/subscribers`, sent, 'POST', '{}')).status).toBe(status);
    expect(asked).toEqual([]);
  });

  it('a link from another site leads to a page that holds nothing but the way on', async () => {
    const said = await ask(`${prod.origin}/subscribers?q="><script>`, NAVIGATION);
    expect(said.status).toBe(401);
    expect(said.body).toContain('go on');
    expect(said.body).not.toContain('<script>');
  });

  it('it listens on one address of this machine alone', async () => {
    await expect(ask(`http://127.0.0.2:${prod.url.port}/`)).rejects.toThrow('ECONNREFUSED');
  });
});

/** As it is written, also where no client would: what came back until the console closed, or we cut it. */
function write(text: string, isCut = false): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const socket = net.connect(Number(prod.url.port), '127.0.0.1', () => {
      socket.write(text, () => isCut && setTimeout(() => socket.destroy(), 50));
    });
    socket.on('data', (chunk) => {
      said += chunk.toString();
    });
    socket.once('error', reject).once('close', () => resolve(said));
  });
}

const head = (target: string, headers: Record<string, string> = {}) =>
  [
    `GET ${target} HTTP/1.1`,
    ...Object.entries({ host: prod.url.host, connection: 'close', ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    ),
    '\r\n',
  ].join('\r\n');

const NAVIGATION = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

describe('nothing that it is asked ends it, or leads elsewhere:', () => {
  it.each([
    ['//', 401],
    ['http://[', 400],
    ['http://evil.example/', 400],
    ['*', 400],
    ['/%', 401],
    ['/?key=%', 401],
  ])('%s', async (target, status) => {
    expect(await write(head(target))).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect((await ask(`${prod.origin}/subscribers`, { cookie })).status).toBe(200);
  });

  it('a body that is cut off', async () => {
    const headers = { ...OWN, cookie, 'content-length': '100' };
    await write(`${head('/v1/subscribers', headers).replace('GET', 'POST')}{"name":`, true);
    expect((await ask(`${prod.origin}/v1/overview`, { ...OWN, cookie })).status).toBe(200);
    expect(asked.map(({ url }) => url)).toEqual(['/v1/overview']);
  });

  it.each(['//x//evil.example', '//evil.example/', '/\\evil.example', '/.//evil.example', '////evil.example'])(
    'the way on from %s is on its own origin',
    async (target) => {
      const page = await write(head(target, NAVIGATION));
      expect(new URL(/<a href="([^"]*)"/.exec(page)?.[1] ?? '', prod.origin).origin).toBe(prod.origin);
      const moved = await write(head(`${target}?key=${prod.url.searchParams.get('key')}`));
      expect(moved).toMatch(/^HTTP\/1.1 303 /);
      expect(new URL(/^location: (.*)$/m.exec(moved)?.[1] ?? '', prod.origin).origin).toBe(prod.origin);
    },
  );
});

describe('what stands in the way is said to the page, with what to do:', () => {
  it('credentials that have expired', async () => {
    answer = { ...answer, status: 403, body: '{"message":"The security token included in the request is expired"}' };
    const { status, body } = await ask(`${prod.origin}/v1/overview`, { ...OWN, cookie });
    expect(status).toBe(401);
    expect((JSON.parse(body) as { detail: string }).detail).toMatch(/have expired\. Log in \(`aws sso login`/);
  });

  it('a clock that is wrong, which is no matter of logging in', async () => {
    const message =
      'Signature expired: 20261121T030000Z is now earlier than 20261121T031000Z (20261121T031500Z - 5 min.)';
    answer = { ...answer, status: 403, body: JSON.stringify({ message }) };
    const { status, body } = await ask(`${prod.origin}/v1/overview`, { ...OWN, cookie });
    expect(status).toBe(403);
    expect(body).toContain('set the clock of this machine right');
    expect(body).not.toContain('Log in');
  });

  it('a refusal of the API that speaks of something else that has expired is passed on', async () => {
    const problem = JSON.stringify({
      title: 'Not allowed',
      status: 403,
      detail: 'The token of this page has expired.',
    });
    answer = { status: 403, type: 'application/problem+json', body: problem };
    expect(await ask(`${prod.origin}/v1/overview`, { ...OWN, cookie })).toMatchObject({ status: 403, body: problem });
  });

  it('no credentials at all', async () => {
    const nobody = await startProd({ AWS_REGION: 'eu-west-1' });
    const { status, body } = await ask(`${nobody.origin}/v1/overview`, { ...OWN, cookie: await cookieOf(nobody) });
    expect(status).toBe(401);
    expect((JSON.parse(body) as { detail: string }).detail).toMatch(/No AWS credentials were found.*Log in/);
  });

  it('an answer that is cut off midway', async () => {
    answer = { ...answer, type: CUT };
    const { status, body } = await ask(`${prod.origin}/v1/x`, { ...OWN, cookie }, 'POST', '{}');
    expect(status).toBe(502);
    expect(JSON.parse(body)).toMatchObject({
      title: 'The answer was cut off',
      detail: expect.stringMatching(/may have been done/) as string,
    });
  });

  it('an API that does not answer', async () => {
    const lost = await startConsole(['--api-url', 'http://127.0.0.1:9']);
    const { status, body } = await ask(`${lost.origin}/v1/overview`, { ...OWN, cookie: await cookieOf(lost) });
    expect(status).toBe(502);
    expect((JSON.parse(body) as { detail: string }).detail).toMatch(
      /is the platform running\? Start it with `npm start`/,
    );
  });
});
