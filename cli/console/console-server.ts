/**
 * The console on this machine: its files, and the way to the API for its page alone.
 *
 *   browser ─ key, cookie, own header ─▶ 127.0.0.1 ─┬─ /        the files
 *                                                   └─ /v1/…    signed, to the stage's API
 */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Serve } from '../../console/serve/console-files.ts';
import type { ApiAddress } from '../api/api-client.ts';
import { Entry, KEY_PARAMETER } from './entry.ts';
import { foreignness, isNavigation, isOwnHost } from './foreign.ts';
import { passOn } from './pass-on.ts';
import { answerProblem } from './problem.ts';

interface ConsoleServerOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly api: ApiAddress;
  readonly files: Serve;
}

export interface ConsoleServer {
  /** With the key that lets in. */
  readonly url: string;
  /** The same with a key that opens once. */
  openedUrl(): string;
  stop(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

/** Rejects with the socket's own error when the port is taken. */
export async function startConsoleServer({ port, api, files }: ConsoleServerOptions): Promise<ConsoleServer> {
  const entry = new Entry();
  const server = http.createServer().listen(port, LOOPBACK);
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject));
  const { port: own } = server.address() as AddressInfo;
  server.on('request', (request, response) => {
    // Whoever asks may be gone at any moment: that is theirs to know.
    request.on('error', () => {});
    response.on('error', () => {});
    answer(request, response, { entry, port: own, api, files }).catch((error: unknown) => {
      answerProblem(response, { status: 500, title: 'Unexpected', detail: String(error) });
    });
  });
  const base = `http://${LOOPBACK}:${own}/?${KEY_PARAMETER}=`;
  return {
    url: `${base}${entry.printedKey}`,
    openedUrl: () => `${base}${entry.keyForOnce()}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Served {
  readonly entry: Entry;
  /** Its own. */
  readonly port: number;
  readonly api: ApiAddress;
  readonly files: Serve;
}

/** It rejects where `answer` throws: nothing that a request holds ends the console. */
async function answer(request: http.IncomingMessage, response: http.ServerResponse, served: Served): Promise<void> {
  if (!isOwnHost(request, served.port)) return refuse(response, 421, 'This address is not that of the console.');
  if (request.url?.startsWith('/v1/')) await answerApi(request, response, served);
  else answerPage(request, response, served);
}

async function answerApi(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  { entry, port, api }: Served,
): Promise<void> {
  const foreign = foreignness(request);
  if (foreign !== undefined) {
    const detail = `Only the page of the console may ask here: ${foreign}.`;
    return answerProblem(response, { status: 403, title: 'Not from the console', detail });
  }
  if (!entry.isAdmitted(request, port)) {
    const detail = 'This browser is not let in any more. Open the address that `fanfare console` prints.';
    return answerProblem(response, { status: 401, title: 'Not let in', detail });
  }
  await passOn(request, response, api);
}

function answerPage(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  { entry, port, files }: Served,
): void {
  const url = pageAddress(request, port);
  if (!url) {
    refuse(response, 400, 'This is no address of the console.');
    return;
  }
  const key = url.searchParams.get(KEY_PARAMETER);
  const cookie = key === null ? undefined : entry.admit(key, port);
  if (cookie !== undefined) {
    url.searchParams.delete(KEY_PARAMETER);
    response.writeHead(303, {
      'set-cookie': cookie,
      location: `${url.pathname}${url.search}`,
      'cache-control': 'no-store',
    });
    response.end();
    return;
  }
  if (entry.isAdmitted(request, port)) files(request, response);
  else if (isNavigation(request)) askForKey(response, url);
  else refuse(response, 401, 'Open the address that `fanfare console` prints: it holds the key.');
}

/** `undefined` for what is no path. One that would begin with two slashes is the address of another host to a browser. */
function pageAddress({ url: target = '' }: http.IncomingMessage, port: number): URL | undefined {
  const text = `http://${LOOPBACK}:${port}${target}`;
  if (!target.startsWith('/') || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  url.pathname = url.pathname.replace(/^\/+/, '/');
  return url;
}

/** Coming from another site, even the right browser leaves its cookie behind: one click from here brings it. */
function askForKey(response: http.ServerResponse, { pathname, search }: URL): void {
  const here = `${pathname}${search}`.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Fanfare</title>
<h1>The console lets in who has its key</h1>
<p>Open the address that <code>fanfare console</code> prints: it holds the key.</p>
<p>Where this browser has opened it already: <a href="${here}">go on</a>.</p></html>`;
  response.writeHead(401, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    'referrer-policy': 'same-origin',
    'cache-control': 'no-store',
  });
  response.end(html);
}

function refuse(response: http.ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${text}\n`);
}
