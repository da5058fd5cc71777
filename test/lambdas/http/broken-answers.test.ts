import { describe, expect, it } from 'vitest';
import { OK, type Script } from '../../raw-endpoint.ts';
import { until } from '../../until.ts';
import { newPoster, postTo, rawEndpoint } from './poster.ts';

const CUT = { kind: 'unreachable', cause: 'reset' };
const SWITCHED = { kind: 'responded', status: 101 };
const MEGABYTES = 'x'.repeat(8_000_000);

/** Of a first POST on a new connection, which is never resent. */
async function outcomeOf(script: Script) {
  const endpoint = await rawEndpoint(script);
  const { outcome } = await newPoster().post(postTo(endpoint.url()));
  expect(endpoint.requests).toHaveLength(1);
  return outcome;
}

describe('an answer that is none', () => {
  it.each<[string, Script, object]>([
    ['hangs up without a word', (socket) => socket.destroy(), CUT],
    ['resets the connection', (socket) => socket.resetAndDestroy(), CUT],
    ['hangs up in the status line', (socket) => socket.end('HTTP/1.1 20'), CUT],
    ['hangs up in the headers', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-le'), CUT],
    ['says something else than HTTP', (socket) => socket.end('220 mail.example.com ESMTP\r\n'), CUT],
    ['sends a header that HTTP does not allow', (socket) => socket.end('HTTP/1.1 200 OK\r\nno colon\r\n\r\n'), CUT],
    ['sends more headers than anyone reads', (socket) => socket.end(tooManyHeaders()), CUT],
    ['hangs up in the body of a success', (socket) => socket.end(cutShort('200 OK')), CUT],
    ['resets in the body of a success', (socket) => resetAfter(socket, cutShort('200 OK')), CUT],
    ['hangs up in a chunk', (socket) => socket.end(`${CHUNKED}5\r\nhel`), CUT],
    ['sends chunks of no size', (socket) => socket.end(`${CHUNKED}hello\r\n`), CUT],
    ['hangs up after an interim answer', (socket) => socket.end('HTTP/1.1 103 Early Hints\r\n\r\n'), CUT],
    ['switches protocols', (socket) => socket.write(SWITCH), SWITCHED],
    ['switches to it does not say what', (socket) => socket.write('HTTP/1.1 101 Switching\r\n\r\n'), SWITCHED],
  ])('ends where the endpoint %s', async (_, script, outcome) => {
    expect(await outcomeOf(script)).toEqual(outcome);
  });

  it('is not mistaken for the answer when it is an interim one', async () => {
    const interim = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n';
    expect(await outcomeOf((socket) => socket.write(interim + OK))).toEqual({ kind: 'responded', status: 200 });
  });

  it("does not take back a failure's status, and what came of it is kept", async () => {
    const endpoint = await rawEndpoint((socket) => socket.end(cutShort('410 Gone')));
    expect(await newPoster().post(postTo(endpoint.url()))).toEqual({
      outcome: { kind: 'responded', status: 410 },
      response: 'half',
    });
  });
});

describe('an answer before the whole body was read', () => {
  const tooLarge = 'HTTP/1.1 413 Too Large\r\ncontent-length: 4\r\n\r\nmuch';

  it.each<[string, Script]>([
    ['hangs up', (socket) => socket.end(tooLarge, () => socket.destroy())],
    ['resets', (socket) => resetAfter(socket, tooLarge)],
    ['stays and reads no further', (socket) => socket.pause().write(tooLarge)],
  ])('counts where the endpoint then %s', async (_, script) => {
    const endpoint = await rawEndpoint(script);
    expect(await newPoster().post(postTo(endpoint.url(), { body: MEGABYTES }))).toEqual({
      outcome: { kind: 'responded', status: 413 },
      response: 'much',
    });
  });

  it('leaves no connection behind that waits for the rest of the body to be read', async () => {
    const endpoint = await rawEndpoint((socket) => socket.pause().write(tooLarge));
    const poster = newPoster();
    await poster.post(postTo(endpoint.url(), { body: MEGABYTES }));
    endpoint.sockets[0]?.resume();
    await until('the connection to be closed', () => endpoint.sockets[0]?.closed);
    expect(endpoint.sockets[0]?.bytesRead).toBeLessThan(MEGABYTES.length);
  });
});

const CHUNKED = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';
const SWITCH = 'HTTP/1.1 101 Switching\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n\u0081\u0005hello';

function cutShort(status: string): string {
  return `HTTP/1.1 ${status}\r\ncontent-length: 1000\r\n\r\nhalf`;
}

function tooManyHeaders(): string {
  return `HTTP/1.1 200 OK\r\n${'x-much: more\r\n'.repeat(5_000)}\r\n`;
}

function resetAfter(socket: Parameters<Script>[0], text: string): void {
  socket.write(text, () => socket.resetAndDestroy());
}
