import { once } from 'node:events';
import tls from 'node:tls';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Poster } from '../../../lambdas/http/post.ts';
import { selfSigned } from '../../certificate.ts';
import { OK, type Script } from '../../raw-endpoint.ts';
import { until } from '../../until.ts';
import { newPoster, postTo, rawEndpoint } from './poster.ts';

const DELIVERED = { kind: 'responded', status: 200 };
const CUT = { kind: 'unreachable', cause: 'reset' };

const certificate = selfSigned(['hooks.test']);
beforeAll(() => tls.setDefaultCACertificates([certificate.cert]));
afterEach(() => {
  vi.useRealTimers();
});

/** Answers the first request on the first connection well; what it does then is the script's. */
const wellAtFirst =
  (script: Script): Script =>
  (socket, nth) =>
    nth === 1 ? socket.write(OK) : script(socket, nth);

const toLoopback = async () => [{ address: '127.0.0.1', family: 4 }];

describe.each(['http', 'https'] as const)('a kept connection (%s)', (protocol) => {
  const endpointOf = (script: Script) => rawEndpoint(script, protocol === 'https' ? certificate : undefined);

  async function postTwice(script: Script) {
    const endpoint = await endpointOf(wellAtFirst(script));
    const poster = newPoster(toLoopback);
    const request = postTo(endpoint.url('hooks.test'));
    expect((await poster.post(request)).outcome).toEqual(DELIVERED);
    await released();
    const { outcome } = await poster.post(request);
    return { outcome, requests: endpoint.requests.length, connections: endpoint.sockets.length };
  }

  it('carries the next POST', async () => {
    const ended = await postTwice((socket) => socket.write(OK));
    expect(ended).toEqual({ outcome: DELIVERED, requests: 2, connections: 1 });
  });

  it.each<[string, Script]>([
    ['is closed', (socket) => socket.end()],
    ['is cut', (socket) => socket.destroy()],
    ['is reset', (socket) => (protocol === 'http' ? socket.resetAndDestroy() : socket.destroy())], // Node resets no TLS
  ])('that %s before a byte came back costs a resend, not an attempt', async (_, die) => {
    const ended = await postTwice((socket, nth) => (nth === 2 ? die(socket, nth) : socket.write(OK)));
    expect(ended).toEqual({ outcome: DELIVERED, requests: 3, connections: 2 });
  });

  it('is resent for once: a fresh connection that dies as well is an outcome', async () => {
    expect(await postTwice((socket) => socket.destroy())).toEqual({ outcome: CUT, requests: 3, connections: 2 });
  });

  it.each<[string, Script, object]>([
    ['a byte of an answer', (socket) => socket.end('H'), CUT],
    ['an interim answer', (socket) => socket.end('HTTP/1.1 103 Early Hints\r\n\r\n'), CUT],
    ['no HTTP', (socket) => socket.end('220 mail.example.com ESMTP\r\n'), CUT],
    ['half a success', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'), CUT],
    ['a failure', (socket) => socket.end('HTTP/1.1 500 Oops\r\n\r\n'), { kind: 'responded', status: 500 }],
  ])('on which %s came back is not resent for', async (_, script, outcome) => {
    expect(await postTwice(script)).toEqual({ outcome, requests: 2, connections: 1 });
  });

  it('that is silent runs into the time limit, and is not resent for', async () => {
    const endpoint = await endpointOf(wellAtFirst(() => {}));
    const poster = newPoster(toLoopback);
    const request = postTo(endpoint.url('hooks.test'), { timeoutMs: 300 });
    await poster.post(request);
    await released();
    expect((await poster.post(request)).outcome).toEqual({ kind: 'timed-out', phase: 'headers' });
    expect(endpoint.requests).toHaveLength(2);
  });

  it('found dead is not replaced by another kept one that is dead as well', async () => {
    const endpoint = await endpointOf((socket) => socket.write(OK));
    const poster = newPoster(toLoopback);
    const request = postTo(endpoint.url('hooks.test'));
    await Promise.all([poster.post(request), poster.post(request), poster.post(request)]);
    expect(endpoint.sockets).toHaveLength(3);
    await released();
    for (const socket of endpoint.sockets) socket.destroy(); // the poster has not heard of it yet
    expect((await poster.post(request)).outcome).toEqual(DELIVERED);
    expect(endpoint.sockets).toHaveLength(4);
  });

  it('is not used again after a freeze, though its timers did not run', async () => {
    const endpoint = await endpointOf((socket) => socket.write(OK));
    const poster = newPoster(toLoopback);
    expect(await connectionsAfterFreeze(poster, endpoint, 3_000)).toBe(1);
    expect(await connectionsAfterFreeze(poster, endpoint, 4_100)).toBe(2);
  });

  it('is not used again after a freeze beyond what the endpoint said it would keep it for', async () => {
    const hint = OK.replace('\r\n\r\n', '\r\nkeep-alive: timeout=3\r\n\r\n');
    const endpoint = await endpointOf((socket) => socket.write(hint));
    const poster = newPoster(toLoopback);
    expect(await connectionsAfterFreeze(poster, endpoint, 1_500)).toBe(1);
    expect(await connectionsAfterFreeze(poster, endpoint, 2_500)).toBe(2);
  });
});

describe('connections kept', () => {
  it('for another endpoint outlive one found dead', async () => {
    const dying = await rawEndpoint(wellAtFirst((socket, nth) => (nth === 2 ? socket.destroy() : socket.write(OK))));
    const healthy = await rawEndpoint((socket) => socket.write(OK));
    const poster = newPoster();
    for (const endpoint of [healthy, dying]) await poster.post(postTo(endpoint.url()));
    await released();
    for (const endpoint of [dying, healthy]) await poster.post(postTo(endpoint.url()));
    expect(dying.sockets).toHaveLength(2);
    expect(healthy.sockets).toHaveLength(1);
  });

  it('are closed after four seconds without a POST', async () => {
    const endpoint = await rawEndpoint((socket) => socket.write(OK));
    await newPoster().post(postTo(endpoint.url()));
    const idleSince = performance.now();
    await until('the connection to be closed', () => endpoint.sockets[0]?.closed, 20);
    expect(performance.now() - idleSince).toBeGreaterThan(3_000);
    expect(performance.now() - idleSince).toBeLessThan(8_000);
  });

  it('are found dead by the first write where all happened during a freeze, and the POST is resent', async () => {
    const gate = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(new URL('hanging-up.ts', import.meta.url), { workerData: gate });
    onTestFinished(async () => void (await worker.terminate()));
    const [port] = (await once(worker, 'message')) as [number];
    const poster = newPoster();
    const request = postTo(`http://127.0.0.1:${port}/`);
    await poster.post(request);
    await released();
    worker.postMessage('hang up');
    Atomics.wait(gate, 0, 0, 10_000); // this thread is frozen until the connection is gone
    expect((await poster.post(request)).outcome).toEqual(DELIVERED);
  });
});

/** How many connections the endpoint has seen when one POST was before a freeze and one after. */
async function connectionsAfterFreeze(
  poster: Poster,
  endpoint: Awaited<ReturnType<typeof rawEndpoint>>,
  frozenMs: number,
): Promise<number> {
  await poster.post(postTo(endpoint.url('hooks.test')));
  await released();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + frozenMs }); // the wall clock is all that a freeze moves
  poster.wake();
  await poster.post(postTo(endpoint.url('hooks.test')));
  vi.useRealTimers();
  return endpoint.sockets.length;
}

/** A connection is free a turn after its answer was whole. */
function released(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
