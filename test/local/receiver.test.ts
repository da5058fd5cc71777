/** Does the demo receiver check, show and remember webhooks, and fail the way its paths say? */
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { describeReceived } from '../../local/receiver/describe-received.ts';
import { type Received, type Receiver, type ReceiverOptions, startReceiver } from '../../local/receiver/receiver.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const BODY = '{"type":"invoice.paid","timestamp":"2026-11-20T12:00:00Z","data":{"total":12.50}}';
const SECRET = newSecret();

let receiver: Receiver;
let seen: Received[];

beforeEach(async () => {
  seen = [];
  receiver = await start({ onReceived: (received) => seen.push(received) });
});

afterEach(() => receiver.stop());

const start = (options: Partial<ReceiverOptions> = {}) =>
  startReceiver({ host: '127.0.0.1', port: 0, now: () => NOW, ...options });

function newSecret(): string {
  return `whsec_${randomBytes(24).toString('base64')}`;
}

/** Headers as the standard's own library makes them. */
function signed(secret: string, { id = 'evt_1', atMs = NOW, body = BODY } = {}): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(atMs / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, new Date(atMs), body),
  };
}

const post = (path: string, headers: Record<string, string> = {}, body: string | Buffer = BODY) =>
  fetch(`${receiver.url}${path}`, { method: 'POST', headers, body, redirect: 'manual' });

describe('signatures', () => {
  test('are not checked before a secret is known', async () => {
    expect((await post('/ok', { 'webhook-id': 'evt_1' })).status).toBe(200);
    expect(seen[0]?.verified).toBe('no-secret');
  });

  test('of any trusted secret verify', async () => {
    const other = newSecret();
    receiver.trust(SECRET);
    receiver.trust(other);
    for (const secret of [SECRET, other]) expect((await post('/ok', signed(secret))).status).toBe(200);
    expect(seen.map((received) => received.verified)).toEqual([true, true]);
  });

  test('verify when one of several in the header does, as while a secret is rotated', async () => {
    receiver.trust(SECRET);
    const headers = signed(SECRET);
    const several = `v1a,AAAA ${signed(newSecret())['webhook-signature']} ${headers['webhook-signature']}`;
    expect((await post('/ok', { ...headers, 'webhook-signature': several })).status).toBe(200);
  });

  test.each<[string, Record<string, string>, string?]>([
    ['made with another secret', signed(newSecret())],
    ['over another body', signed(SECRET), '{"type":"invoice.paid"}'],
    ['over another id', { ...signed(SECRET), 'webhook-id': 'evt_2' }],
    ['over another time', { ...signed(SECRET), 'webhook-timestamp': String(NOW / 1000 + 1) }],
    ['of more than five minutes ago', signed(SECRET, { atMs: NOW - 301_000 })],
    ['of more than five minutes ahead', signed(SECRET, { atMs: NOW + 301_000 })],
    ['that are missing', { 'webhook-id': 'evt_1' }],
    ['that are not base64', { ...signed(SECRET), 'webhook-signature': 'v1,?? v1 v2,x' }],
  ])('%s are answered 401 on every path', async (_, headers, body = BODY) => {
    receiver.trust(SECRET);
    expect((await post('/ok', headers, body)).status).toBe(401);
    expect((await post('/hang', headers, body)).status).toBe(401);
    expect(seen[0]).toMatchObject({ verified: false, status: 401 });
  });

  test('up to five minutes old are taken', async () => {
    receiver.trust(SECRET);
    expect((await post('/ok', signed(SECRET, { atMs: NOW - 300_000 }))).status).toBe(200);
  });

  test('by a sender it does not know yet make it look for that one, and nobody else', async () => {
    const late = newSecret();
    const other = await start({ lookUpKeys: (url) => Promise.resolve(url === other.url ? [late] : []) });
    const send = (secret: string) => fetch(`${other.url}/ok`, { method: 'POST', headers: signed(secret), body: BODY });
    expect((await send(late)).status).toBe(200);
    expect((await send(newSecret())).status).toBe(401);
    await other.stop();
  });

  test('cannot be checked with something that is no secret', () => {
    expect(() => receiver.trust('hunter2')).toThrow('whsec_');
  });
});

describe('paths', () => {
  test.each([
    ['/ok', 200],
    ['/ok/team-a', 200],
    ['/status/204', 204],
    ['/status/503/team-b', 503],
    ['/gone', 410],
    ['/redirect', 302],
    ['/status/99', 404],
    ['/status/600', 404],
    ['/first/2', 404],
    ['/elsewhere', 404],
    ['//', 404],
  ])('%s answers %i', async (path, status) => {
    expect((await post(path)).status).toBe(status);
  });

  test('a status can ask to be retried later', async () => {
    const response = await post('/status/503?retry-after=3');
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '3']);
  });

  test('a redirect points at an endpoint that works', async () => {
    expect((await post('/redirect')).headers.get('location')).toBe('/ok');
  });

  test('first attempts fail for each webhook-id by itself, and the next succeeds', async () => {
    const attempt = async (id: string) => (await post('/first/2/503', { 'webhook-id': id })).status;
    expect([await attempt('a'), await attempt('b'), await attempt('a')]).toEqual([503, 503, 503]);
    expect([await attempt('a'), await attempt('b'), await attempt('b')]).toEqual([200, 503, 200]);
  });

  test('an attempt with a bad signature does not count', async () => {
    receiver.trust(SECRET);
    expect((await post('/first/1/503', signed(newSecret()))).status).toBe(401);
    expect((await post('/first/1/503', signed(SECRET))).status).toBe(503);
    expect((await post('/first/1/503', signed(SECRET))).status).toBe(200);
  });

  test('a slow endpoint answers 200 after its time', async () => {
    const began = performance.now();
    expect((await post('/slow/60')).status).toBe(200);
    expect(performance.now() - began).toBeGreaterThanOrEqual(55);
  });

  test('a reset ends the connection without an answer', async () => {
    await expect(post('/reset')).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect(seen[0]?.status).toBe('reset');
  });

  test('a hanging request is recorded, gets no answer, and ends with the receiver', async () => {
    const hanging = post('/hang').then(
      () => 'answered',
      () => 'ended',
    );
    await vi.waitFor(() => expect(seen[0]?.status).toBe('hang'));
    await receiver.stop();
    expect(await hanging).toBe('ended');
  });

  test('a body of more than 1 MB is refused and not recorded', async () => {
    expect((await post('/ok', {}, Buffer.alloc(1024 * 1024))).status).toBe(200);
    expect((await post('/ok', {}, Buffer.alloc(1024 * 1024 + 1))).status).toBe(413);
    expect(seen).toHaveLength(1);
  });

  test('a look at the root, or a GET of an endpoint, is answered with help', async () => {
    const root = await fetch(receiver.url);
    expect([root.status, root.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(await root.text()).toContain('/first/2/503');
    expect((await fetch(`${receiver.url}/ok`)).status).toBe(405);
    expect(await (await post('/elsewhere')).text()).toContain('/first/2/503');
    expect(seen).toEqual([]);
  });
});

describe('what came in', () => {
  test('is told once each, with what it was answered', async () => {
    receiver.trust(SECRET);
    await post('/status/503/team-a', signed(SECRET));
    const expected: Received = {
      at: '2026-11-20T12:00:00.000Z',
      path: '/status/503/team-a',
      id: 'evt_1',
      type: 'invoice.paid',
      verified: true,
      status: 503,
      body: BODY,
    };
    expect(seen).toEqual([expected]);
    expect(describeReceived(expected)).toBe(
      '/status/503/team-a  invoice.paid  evt_1  signature ok  → 503 Service Unavailable',
    );
  });

  test('may be anything', async () => {
    await post('/ok', {}, 'not json');
    expect(seen[0]).toMatchObject({ id: undefined, type: undefined, body: 'not json' });
  });

  test('is kept and served, the last 100, newest first', async () => {
    for (let i = 0; i < 102; i++) await post('/ok', { 'webhook-id': `evt_${i}` });
    const kept = (await (await fetch(`${receiver.url}/_received`)).json()) as Received[];
    expect(kept).toHaveLength(100);
    expect([kept[0]?.id, kept.at(-1)?.id]).toEqual(['evt_101', 'evt_2']);
    expect(receiver.received()).toHaveLength(100);
  });
});

test('connections are kept alive', async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const reused = () =>
    new Promise<boolean>((resolve, reject) => {
      const request = http.request(`${receiver.url}/ok`, { method: 'POST', agent }, (response) => {
        response.resume().once('end', () => resolve(request.reusedSocket));
      });
      request.once('error', reject).end(BODY);
    });
  expect([await reused(), await reused()]).toEqual([false, true]);
  agent.destroy();
});

test('a port in use rejects with the socket’s own error', async () => {
  await expect(start({ port: receiver.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
