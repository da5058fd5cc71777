import { describe, expect, it } from 'vitest';
import type { Script } from '../../raw-endpoint.ts';
import { newPoster, postTo, rawEndpoint } from './poster.ts';

const PARTLY = 'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nhalf';

async function outcomeWithin(timeoutMs: number, script: Script) {
  const endpoint = await rawEndpoint(script);
  const { outcome } = await newPoster().post(postTo(endpoint.url(), { timeoutMs }));
  return { outcome, endpoint };
}

/** Says something every now and then, for ever. */
function drip(socket: Parameters<Script>[0], first: string, then: string): void {
  socket.write(first);
  const timer = setInterval(() => socket.write(then), 10);
  socket.on('close', () => clearInterval(timer));
}

describe('the time of a POST', () => {
  it('is over in the headers where nothing is answered, and the connection is closed', async () => {
    const { outcome, endpoint } = await outcomeWithin(400, () => {});
    expect(outcome).toEqual({ kind: 'timed-out', phase: 'headers' });
    await expect.poll(() => endpoint.sockets[0]?.closed).toBe(true);
  });

  it.each<[string, string, Script]>([
    ['headers', 'interim answers', (socket) => drip(socket, '', 'HTTP/1.1 103 Early Hints\r\n\r\n')],
    ['headers', 'headers', (socket) => drip(socket, 'HTTP/1.1 200 OK\r\n', 'a: b\r\n')],
    ['body', 'nothing more', (socket) => socket.write(PARTLY)],
    ['body', 'a byte of the body now and then', (socket) => drip(socket, PARTLY, '.')],
  ])('is over in the %s where the endpoint sends %s', async (phase, _, script) => {
    expect((await outcomeWithin(400, script)).outcome).toEqual({ kind: 'timed-out', phase });
  });

  it("is over without taking a failure's status back", async () => {
    const { outcome } = await outcomeWithin(400, (socket) => socket.write(PARTLY.replace('200 OK', '410 Gone')));
    expect(outcome).toEqual({ kind: 'responded', status: 410 });
  });

  it('is over at connecting where the name is never resolved', async () => {
    const poster = newPoster(() => new Promise(() => {}));
    const { outcome } = await poster.post(postTo('http://hooks.test/', { timeoutMs: 100 }));
    expect(outcome).toEqual({ kind: 'timed-out', phase: 'connect' });
  });

  it('is at most five seconds for connecting, the handshake included', async () => {
    const endpoint = await rawEndpoint(() => {}); // accepts, and never says a word of TLS
    const startedAt = performance.now();
    const { outcome } = await newPoster().post(postTo(`https://127.0.0.1:${endpoint.port}/`, { timeoutMs: 30_000 }));
    expect(outcome).toEqual({ kind: 'timed-out', phase: 'connect' });
    expect(performance.now() - startedAt).toBeGreaterThan(4_900);
    expect(performance.now() - startedAt).toBeLessThan(15_000);
  });
});
