import { describe, expect, it } from 'vitest';
import { until } from '../../until.ts';
import { newPoster, postTo, rawEndpoint } from './poster.ts';

/** What a POST comes to where the endpoint answers with these bytes. */
async function resultOf(answer: string | Buffer) {
  const endpoint = await rawEndpoint((socket) => socket.write(answer));
  return newPoster().post(postTo(endpoint.url()));
}

function withBody(status: string, body: string | Buffer): Buffer {
  const bytes = Buffer.from(body);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\ncontent-length: ${bytes.length}\r\n\r\n`), bytes]);
}

describe('a POST', () => {
  it('sends its headers and its body, with the length and the host and nothing else', async () => {
    const endpoint = await rawEndpoint((socket) => socket.end(withBody('200 OK', 'thanks')));
    await newPoster().post(postTo(endpoint.url(), { body: '{"a":"é"}' }));
    const [line, ...headers] = endpoint.requests[0]?.split('\r\n') ?? [];
    expect(line).toBe('POST /hook HTTP/1.1');
    expect(headers.map((header) => header.toLowerCase()).sort()).toEqual([
      'connection: keep-alive',
      'content-length: 10',
      `host: 127.0.0.1:${endpoint.port}`,
      'webhook-id: evt_1',
    ]);
  });

  it('ends with the status, and keeps nothing of what a success says', async () => {
    expect(await resultOf(withBody('202 Accepted', 'thanks'))).toEqual({ outcome: { kind: 'responded', status: 202 } });
  });

  it('keeps what a failure says', async () => {
    expect(await resultOf(withBody('500 Oops', 'no database'))).toEqual({
      outcome: { kind: 'responded', status: 500 },
      response: 'no database',
    });
  });

  it('keeps the first KB of it, and half a character of it not', async () => {
    const { response } = await resultOf(withBody('500 Oops', `x${'é'.repeat(3_000)}`));
    expect(response).toBe(`x${'é'.repeat(511)}`);
  });

  it('notices when it is asked to come back later', async () => {
    expect(await resultOf('HTTP/1.1 429 Slow down\r\nretry-after: 17\r\ncontent-length: 0\r\n\r\n')).toEqual({
      outcome: { kind: 'responded', status: 429, retryAfterSeconds: 17 },
    });
  });

  it('reads an answer without a length until the connection ends', async () => {
    const endpoint = await rawEndpoint((socket) => socket.end('HTTP/1.0 400 Bad\r\n\r\nwhat is this'));
    expect(await newPoster().post(postTo(endpoint.url()))).toEqual({
      outcome: { kind: 'responded', status: 400 },
      response: 'what is this',
    });
  });

  it('follows no redirect', async () => {
    const elsewhere = await rawEndpoint((socket) => socket.end(withBody('200 OK', '')));
    expect(await resultOf(withBody(`307 There\r\nlocation: ${elsewhere.url().href}`, 'moved'))).toEqual({
      outcome: { kind: 'responded', status: 307 },
      response: 'moved',
    });
    expect(elsewhere.sockets).toEqual([]);
  });

  it.each(['200 OK', '500 Oops'])('stops reading an answer (%s) that does not end, and hangs up', async (status) => {
    const endpoint = await rawEndpoint((socket) => {
      socket.write(`HTTP/1.1 ${status}\r\n\r\n`);
      const more = () => {
        while (!socket.destroyed && socket.write('more and '.repeat(1000))) if (socket.bytesWritten > 10e6) break;
      };
      socket.on('drain', more);
      more();
    });
    const { outcome, response } = await newPoster().post(postTo(endpoint.url()));
    expect(outcome).toEqual({ kind: 'responded', status: Number(status.slice(0, 3)) });
    expect(response?.length).toBe(status === '200 OK' ? undefined : 1024);
    await until('the connection to be closed', () => endpoint.sockets[0]?.destroyed);
    expect(endpoint.sockets[0]?.bytesWritten).toBeLessThan(10e6);
  });
});
