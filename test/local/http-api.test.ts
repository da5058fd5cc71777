/** Does the local HTTP API pass requests to a function, and its answers back, as API Gateway documents? */
import http from 'node:http';
import type { APIGatewayProxyEventV2WithIAMAuthorizer } from 'aws-lambda';
import { Hono } from 'hono';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { afterEach, describe, expect, test } from 'vitest';
import { type HttpApi, type HttpApiOptions, startHttpApi } from '../../local/http-api/http-api.ts';
import { createRouteSelector } from '../../local/http-api/select-route.ts';

const NOW = Date.parse('2026-11-20T12:00:00.250Z');
const started: HttpApi[] = [];

afterEach(async () => {
  for (const api of started.splice(0)) await api.stop();
});

async function start(options: Partial<HttpApiOptions>): Promise<HttpApi> {
  const invoke = async () => ({ payload: '{}' });
  const routes = ['ANY /v1/{proxy+}'];
  const api = await startHttpApi({ host: '127.0.0.1', port: 0, routes, invoke, now: () => NOW, ...options });
  started.push(api);
  return api;
}

/** An API whose function answers what it was given. */
const startEcho = (routes: string[] = ['ANY /v1/{proxy+}']) =>
  start({ routes, invoke: async (payload) => ({ payload: JSON.stringify({ statusCode: 200, body: payload }) }) });

async function payloadOf(request: Promise<Response>): Promise<APIGatewayProxyEventV2WithIAMAuthorizer> {
  return (await request).json() as Promise<APIGatewayProxyEventV2WithIAMAuthorizer>;
}

/** An API whose function always answers `payload`. */
const startFixed = (payload: unknown, functionError?: string) =>
  start({
    invoke: async () => ({ payload: typeof payload === 'string' ? payload : JSON.stringify(payload), functionError }),
  });

describe('the payload, format 2.0', () => {
  test('holds the request and its context', async () => {
    const api = await startEcho();
    const payload = await payloadOf(
      fetch(`${api.url}/v1/subscribers/sub_1?status=active&status=paused&q=a%20b`, {
        method: 'PATCH',
        headers: { 'Content-Type': 'application/json', 'X-Custom': 'one', 'User-Agent': 'test/1' },
        body: '{"name":"ü"}',
      }),
    );
    expect(payload).toMatchObject({
      version: '2.0',
      routeKey: 'ANY /v1/{proxy+}',
      rawPath: '/v1/subscribers/sub_1',
      rawQueryString: 'status=active&status=paused&q=a%20b',
      queryStringParameters: { status: 'active,paused', q: 'a b' },
      pathParameters: { proxy: 'subscribers/sub_1' },
      body: '{"name":"ü"}',
      isBase64Encoded: false,
    });
    expect(payload.headers).toMatchObject({
      'content-type': 'application/json',
      'x-custom': 'one',
      'content-length': '13',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': String(api.port),
    });
    expect(payload.headers).not.toHaveProperty('connection');
    expect(payload.cookies).toBeUndefined();
    expect(payload.requestContext).toMatchObject({
      accountId: '000000000000',
      apiId: 'local',
      domainName: '127.0.0.1',
      http: {
        method: 'PATCH',
        path: '/v1/subscribers/sub_1',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'test/1',
      },
      routeKey: 'ANY /v1/{proxy+}',
      stage: '$default',
      time: '20/Nov/2026:12:00:00 +0000',
      timeEpoch: NOW,
    });
  });

  test('joins repeated headers with commas and lists cookies apart', async () => {
    const api = await startEcho();
    const payload = await new Promise<APIGatewayProxyEventV2WithIAMAuthorizer>((resolve, reject) => {
      const headers = { 'X-Twice': ['one', 'two'], Cookie: 'a=1; b=2' };
      http
        .get(`${api.url}/v1/x`, { headers }, async (response) => resolve(JSON.parse(await text(response))))
        .once('error', reject);
    });
    expect(payload.headers['x-twice']).toBe('one,two');
    expect(payload.cookies).toEqual(['a=1', 'b=2']);
    expect(payload.headers.cookie).toBeUndefined();
  });

  test('names the caller by the access key id of any credentials, and takes a request with none', async () => {
    const api = await startEcho();
    const authorization =
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261120/us-east-1/execute-api/aws4_request, Signature=0';
    const signed = await payloadOf(fetch(`${api.url}/v1/x`, { headers: { authorization } }));
    expect(signed.requestContext.authorizer.iam).toMatchObject({ accessKey: 'AKIDEXAMPLE', accountId: '000000000000' });
    const unsigned = await payloadOf(fetch(`${api.url}/v1/x`));
    expect(unsigned.requestContext.authorizer.iam.accessKey).toBe('anonymous');
  });

  test.each([
    ['application/json', 'text'],
    ['application/problem+json; charset=utf-8', 'text'],
    ['text/csv', 'text'],
    ['application/octet-stream', 'base64'],
    ['application/x-www-form-urlencoded', 'base64'],
    ['image/png', 'base64'],
  ])('carries a body of type %s as %s', async (type, as) => {
    const api = await startEcho();
    const payload = await payloadOf(
      fetch(`${api.url}/v1/x`, { method: 'POST', headers: { 'content-type': type }, body: 'a=1' }),
    );
    expect(payload).toMatchObject(
      as === 'text' ? { body: 'a=1', isBase64Encoded: false } : { body: 'YT0x', isBase64Encoded: true },
    );
  });

  test('has no body for a request without one', async () => {
    const api = await startEcho();
    const payload = await payloadOf(fetch(`${api.url}/v1/x`));
    expect(payload).toMatchObject({ isBase64Encoded: false, rawQueryString: '' });
    expect(payload).not.toHaveProperty('body');
    expect(payload).not.toHaveProperty('queryStringParameters');
  });

  test('holds the path decoded and the query string as it came', async () => {
    const api = await startEcho();
    const payload = await payloadOf(fetch(`${api.url}/v1/event-types/a%20b%2Fc?q=%2F`));
    expect(payload).toMatchObject({
      rawPath: '/v1/event-types/a b/c',
      rawQueryString: 'q=%2F',
      pathParameters: { proxy: 'event-types/a b/c' },
    });
  });
});

describe('the choice of the route', () => {
  const select = createRouteSelector([
    '$default',
    'ANY /{proxy+}',
    'GET /pets/{proxy+}',
    'GET /pets/dog/{id}',
    'ANY /pets/dog/1',
    'GET /pets/dog/1',
  ]);

  test.each([
    ['GET', '/pets/dog/1', 'GET /pets/dog/1'],
    ['POST', '/pets/dog/1', 'ANY /pets/dog/1'],
    ['GET', '/pets/dog/2', 'GET /pets/dog/{id}'],
    ['GET', '/pets/cat/1', 'GET /pets/{proxy+}'],
    ['POST', '/pets/cat/1', 'ANY /{proxy+}'],
    ['POST', '/test/5', 'ANY /{proxy+}'],
    ['GET', '/', '$default'],
  ])('%s %s takes %s', (method, path, routeKey) => {
    expect(select(method, path)?.routeKey).toBe(routeKey);
  });

  test('is by the path first, whatever stands before it in the template', () => {
    const keys = ['GET /v1/{id}', 'ANY /v1', 'ANY /v1/queues', 'ANY /v1/{proxy+}', 'POST /v1/{id}/pull'];
    const orders = keys.map((_, at) => [...keys.slice(at), ...keys.slice(0, at)]);
    for (const order of [...orders, ...orders.map((each) => each.toReversed())]) {
      const route = (method: string, path: string) => createRouteSelector(order)(method, path)?.routeKey;
      expect(route('GET', '/v1/queues')).toBe('ANY /v1/queues');
      expect(route('GET', '/v1/x')).toBe('GET /v1/{id}');
      expect(route('POST', '/v1/x')).toBe('ANY /v1/{proxy+}');
      expect(route('POST', '/v1/x/pull')).toBe('POST /v1/{id}/pull');
      expect(route('GET', '/v1')).toBe('ANY /v1');
    }
  });

  test('is told to the function that is behind the route, and decides which one that is', async () => {
    const routes = ['ANY /v1/{proxy+}', 'POST /v1/subscribers/{id}/pull'];
    const api = await start({ routes, invoke: async (_, routeKey) => ({ payload: JSON.stringify(routeKey) }) });
    const answer = async (method: string, path: string) => (await fetch(`${api.url}${path}`, { method })).text();
    expect(await answer('POST', '/v1/subscribers/sub_1/pull')).toBe('POST /v1/subscribers/{id}/pull');
    expect(await answer('GET', '/v1/subscribers/sub_1/pull')).toBe('ANY /v1/{proxy+}');
  });

  test('path variables are decoded', () => {
    expect(select('GET', '/pets/dog/a%2Fb')?.pathParameters).toEqual({ id: 'a/b' });
  });

  test('a greedy variable anywhere but last, or a key that is no route, is refused', () => {
    expect(() => createRouteSelector(['GET /{proxy+}/x'])).toThrow('must be the last segment');
    expect(() => createRouteSelector(['/x'])).toThrow('Not a route key');
  });

  test('a request without a route is not found, or goes to what else is served here', async () => {
    const bare = await start({});
    const notFound = await fetch(`${bare.url}/`);
    expect(notFound.status).toBe(404);
    expect(await notFound.json()).toEqual({ message: 'Not Found' });
    const withConsole = await start({ fallback: (request, response) => response.end(`console ${request.url}`) });
    expect(await (await fetch(`${withConsole.url}/index.html`)).text()).toBe('console /index.html');
  });
});

describe('the answer', () => {
  test('has the status, headers, cookies and body that the function gives', async () => {
    const api = await startFixed({
      statusCode: 202,
      headers: { 'Content-Type': 'application/problem+json', ETag: 7 },
      cookies: ['a=1; Path=/', 'b=2'],
      body: '{"ok":true}',
    });
    const response = await fetch(`${api.url}/v1/x`);
    expect(response.status).toBe(202);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('etag')).toBe('7');
    expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2']);
    expect(response.headers.get('apigw-requestid')).toBeTruthy();
    expect(await response.text()).toBe('{"ok":true}');
  });

  test('is decoded from base64 when the function says so', async () => {
    const api = await startFixed({
      statusCode: 200,
      isBase64Encoded: true,
      body: Buffer.from([0, 255]).toString('base64'),
    });
    expect(Buffer.from(await (await fetch(`${api.url}/v1/x`)).arrayBuffer())).toEqual(Buffer.from([0, 255]));
  });

  test('may be empty', async () => {
    const api = await startFixed({ statusCode: 204 });
    const response = await fetch(`${api.url}/v1/x`, { method: 'DELETE' });
    expect([response.status, await response.text()]).toEqual([204, '']);
  });

  test.each([
    ['an object', { message: 'hi' }, '{"message":"hi"}'],
    ['a string', '"hi"', 'hi'],
    ['null', 'null', 'null'],
  ])('is inferred from %s without a status code', async (_, result, body) => {
    const api = await startFixed(result);
    const response = await fetch(`${api.url}/v1/x`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.text()).toBe(body);
  });

  test.each([
    ['a status that is none', { statusCode: 'ok' }],
    ['a body that is not text', { statusCode: 200, body: { a: 1 } }],
    ['headers that are lists', { statusCode: 200, headers: { a: ['b'] } }],
    ['a header with a line break', { statusCode: 200, headers: { a: 'b\nc' } }],
    ['something that is not JSON', '{'],
  ])('is a bad gateway for %s', async (_, result) => {
    const api = await startFixed(result);
    const response = await fetch(`${api.url}/v1/x`);
    expect(response.status).toBe(502);
    expect(await response.json()).toEqual({ message: 'Internal Server Error' });
  });

  test('is an internal error when the function fails or cannot be called', async () => {
    const failing = await startFixed({ errorMessage: 'secret detail' }, 'Unhandled');
    const missing = await start({ invoke: () => Promise.reject(new Error('no such function')) });
    for (const api of [failing, missing]) {
      const response = await fetch(`${api.url}/v1/x`);
      expect(response.status).toBe(500);
      expect(await response.text()).toBe('{"message":"Internal Server Error"}');
    }
  });

  test('is 503 when the function takes too long', async () => {
    const api = await start({ invoke: () => new Promise(() => undefined), integrationTimeoutMs: 20 });
    const response = await fetch(`${api.url}/v1/x`);
    expect([response.status, await response.json()]).toEqual([503, { message: 'Service Unavailable' }]);
  });
});

describe('limits', () => {
  const post = (api: HttpApi, body: NonNullable<RequestInit['body']>) =>
    fetch(`${api.url}/v1/x`, { method: 'POST', body, duplex: 'half' });

  test('a body of 10 MB is taken, one byte more is refused, announced or not', async () => {
    const api = await startFixed({ statusCode: 200 });
    const limit = Buffer.alloc(10 * 1024 * 1024);
    const beyond = Buffer.alloc(limit.length + 1);
    expect((await post(api, limit)).status).toBe(200);
    const refused = await post(api, beyond);
    expect([refused.status, await refused.json()]).toEqual([413, { message: 'Request Entity Too Large' }]);
    const chunked = new ReadableStream({
      start(controller) {
        controller.enqueue(beyond);
        controller.close();
      },
    });
    expect((await post(api, chunked)).status).toBe(413);
  });

  test('headers beyond 10,240 bytes are refused', async () => {
    const api = await startFixed({ statusCode: 200 });
    expect((await fetch(`${api.url}/v1/x`, { headers: { big: 'x'.repeat(10_240) } })).status).toBe(431);
  });
});

describe('a page in a browser', () => {
  /** The status, and how often the function was called. */
  async function asked(headers: http.OutgoingHttpHeaders, host = '127.0.0.1') {
    let calls = 0;
    const invoke = async () => {
      calls += 1;
      return { payload: '{"statusCode":200}' };
    };
    const { port } = await start({ invoke, host });
    const own = (text: unknown) => (typeof text === 'string' ? text.replace('<port>', String(port)) : undefined);
    const sent = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, own(value)]));
    const request = http.request({ port, host: '127.0.0.1', path: '/v1/x', method: 'POST', headers: sent });
    const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
      request.on('response', resolve).on('error', reject).end('{"all":true}');
    });
    return { status: response.statusCode, type: response.headers['content-type'], calls, body: await text(response) };
  }

  test.each([
    [{ origin: 'http://evil.example', 'content-type': 'text/plain' }, 'from a page of http://evil.example'],
    [{ origin: 'null' }, 'from a page of null'],
    [{ origin: 'http://localhost:1', host: 'localhost:<port>' }, 'from a page of http://localhost:1'],
    [{ 'sec-fetch-site': 'cross-site' }, 'another site (cross-site)'],
    [{ 'sec-fetch-site': 'same-site' }, 'another site (same-site)'],
    [{ host: 'evil.example' }, 'asks for evil.example'],
    [{ host: 'evil.example:<port>', origin: 'http://evil.example:<port>' }, 'asks for evil.example'],
  ])('of another site gets nothing: %j', async (headers, why) => {
    const { body, ...answer } = await asked(headers);
    expect(answer).toEqual({ status: 403, type: 'application/problem+json', calls: 0 });
    expect(JSON.parse(body)).toMatchObject({ status: 403, detail: expect.stringContaining(why) as string });
  });

  test.each([
    {},
    { host: '127.0.0.1:<port>', origin: 'http://127.0.0.1:<port>', 'sec-fetch-site': 'same-origin' },
    { host: 'localhost:<port>', origin: 'http://localhost:<port>', 'sec-fetch-site': 'same-origin' },
    { host: '[::1]:<port>' },
    { 'sec-fetch-site': 'none' },
  ])('of its own, and what is no browser, is answered: %j', async (headers) => {
    expect(await asked(headers)).toMatchObject({ status: 200, calls: 1 });
  });

  test('may use any name where the API listens to other machines too', async () => {
    expect(await asked({ host: 'my-machine:<port>' }, '0.0.0.0')).toMatchObject({ status: 200, calls: 1 });
    expect(await asked({ host: 'my-machine', origin: 'http://evil.example' }, '0.0.0.0')).toMatchObject({ calls: 0 });
  });
});

test('a port in use rejects with the socket’s own error', async () => {
  const api = await start({});
  await expect(start({ port: api.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('stop lets a request in flight finish', async () => {
  let finish = () => {};
  const api = await start({
    invoke: () => new Promise((resolve) => (finish = () => resolve({ payload: '{"statusCode":200,"body":"done"}' }))),
  });
  const response = fetch(`${api.url}/v1/x`);
  await expect.poll(() => finish.toString()).toContain('resolve');
  const stopped = api.stop();
  finish();
  expect(await (await response).text()).toBe('done');
  await stopped;
});

test('a Hono application behind its Lambda adapter answers as it does on AWS', async () => {
  const app = new Hono().post('/v1/subscribers/:id', async (c) =>
    c.json({ id: c.req.param('id'), expand: c.req.query('expand'), body: await c.req.json() }, 201, {
      'x-seen': 'yes',
    }),
  );
  const handler = handle(app);
  const api = await start({
    invoke: async (payload) => ({ payload: JSON.stringify(await handler(JSON.parse(payload) as LambdaEvent)) }),
  });
  const response = await fetch(`${api.url}/v1/subscribers/sub_1?expand=queue`, { method: 'POST', body: '{"a":1}' });
  expect(response.status).toBe(201);
  expect(response.headers.get('x-seen')).toBe('yes');
  expect(await response.json()).toEqual({ id: 'sub_1', expand: 'queue', body: { a: 1 } });
});

async function text(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
