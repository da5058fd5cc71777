/** `fanfare console`: a page on this machine, for the browser that has its key alone; what it asks is signed on the way. */
import http from 'node:http';
import { describe, expect, it } from 'vitest';
import { CREDENTIALS, ProdStage } from './prod-stage.ts';
import { ask, NAVIGATION, OWN, ServedConsole } from './served-console.ts';

const prod = ProdStage.ofThisFile();

describe('the key in its address', () => {
  it('becomes a cookie that no script reads and no other site sends, and leaves the address', async () => {
    const { url, origin } = prod.console;
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
      const { status, headers, body } = await ask(`${prod.console.origin}${path}`);
      expect({ path, status, cookies: headers['set-cookie'] }).toEqual({ path, status: 401, cookies: undefined });
      expect(body).not.toContain('theme.js');
    }
  });

  it('is not the same the next time', async () => {
    const other = await prod.another();
    expect((await ask(`${other.origin}/?key=${prod.console.url.searchParams.get('key')}`)).status).toBe(401);
    other.process.signal('SIGINT');
    expect((await other.process.ended).code).toBe(0);
  });
});

describe('what the page asks', () => {
  it('reaches the API of a stage with the operator’s signature, and without its cookie', async () => {
    const headers = { ...OWN, cookie: prod.console.cookie, 'content-type': 'application/json', 'if-match': '3' };
    prod.api.answer = { status: 202, type: 'application/json', body: '{"id":"sub_1"}' };
    const said = await ask(`${prod.console.origin}/v1/subscribers/sub_1?q=a%20b%2Bc`, headers, 'PATCH', '{"name":"Ä"}');
    expect(said).toMatchObject({ status: 202, body: '{"id":"sub_1"}' });
    expect(said.headers['set-cookie']).toBeUndefined();
    expect(prod.api.asked).toMatchObject([
      { method: 'PATCH', url: '/v1/subscribers/sub_1?q=a%20b%2Bc', body: '{"name":"Ä"}', isSigned: true },
    ]);
    expect(prod.api.asked[0]?.headers).toMatchObject({ 'if-match': '3', 'content-type': 'application/json' });
    expect(prod.api.asked[0]?.headers).not.toHaveProperty('cookie');
    expect(prod.api.asked[0]?.headers).not.toHaveProperty('x-fanfare-console');
  });

  it('is signed for the region that the AWS CLI would take', async () => {
    const { AWS_REGION: AWS_DEFAULT_REGION, ...login } = CREDENTIALS;
    const other = await prod.another({ ...login, AWS_DEFAULT_REGION });
    expect((await other.ask('/v1/overview')).status).toBe(200);
    expect(prod.api.asked[0]?.headers.authorization).toContain('/eu-west-1/execute-api/');
  });

  it('reaches the API of the local stage, which asks for no signature', async () => {
    const local = await ServedConsole.start(['--api-url', prod.api.url]);
    const said = await local.ask('/v1/overview');
    expect(said.status).toBe(200);
    expect(prod.api.asked[0]?.headers).not.toHaveProperty('authorization');
  });

  it('is answered as the API answered, refusals included', async () => {
    prod.api.answer = { status: 409, type: 'application/problem+json', body: '{"title":"no","status":409}' };
    const said = await prod.console.ask('/v1/x', 'POST');
    expect(said).toMatchObject({ status: 409, body: '{"title":"no","status":409}' });
    expect(said.headers['content-type']).toBe('application/problem+json');
  });

  it.each([
    ['nothing under the API’s own path', '/v1/../secret'],
    ['nothing under the API’s own path, encoded', '/v1/%2e%2e/secret'],
  ])('leads to %s', async (_, path) => {
    const { hostname, port } = prod.console.url;
    const headers = { ...OWN, cookie: prod.console.cookie };
    const status = await new Promise((resolve) =>
      http.request({ hostname, port, path, headers }, (response) => resolve(response.statusCode)).end(),
    );
    expect(status).toBe(404);
    expect(prod.api.asked).toEqual([]);
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
    const headers = Object.entries({ ...OWN, cookie: prod.console.cookie, ...change });
    const sent = Object.fromEntries(headers.filter((pair): pair is [string, string] => pair[1] !== undefined));
    expect((await ask(`${prod.console.origin}/v1/subscribers`, sent, 'POST', '{}')).status).toBe(status);
    expect(prod.api.asked).toEqual([]);
  });

  it('a link from another site leads to a page that holds nothing but the way on', async () => {
    const said = await ask(`${prod.console.origin}/subscribers?q="><script>`, NAVIGATION);
    expect(said.status).toBe(401);
    expect(said.body).toContain('go on');
    expect(said.body).not.toContain('<script>');
  });

  it('it listens on one address of this machine alone', async () => {
    await expect(ask(`http://127.0.0.2:${prod.console.url.port}/`)).rejects.toThrow('ECONNREFUSED');
  });
});
