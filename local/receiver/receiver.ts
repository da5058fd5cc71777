/** Where do a newcomer's first webhooks go? A demo endpoint that checks, shows and remembers them, and fails on request. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Behaviour, behaviourOf, HELP } from './behaviour.ts';
import { SignatureCheck, type Verified } from './signature-check.ts';

/** One webhook that came in. */
export interface Received {
  /** ISO 8601. */
  readonly at: string;
  /** With its query. */
  readonly path: string;
  readonly id: string | undefined;
  /** The body's `type`; absent where the body's format has none. */
  readonly type: string | undefined;
  readonly verified: Verified;
  /** What it is answered with, or what happens instead. */
  readonly status: number | 'hang' | 'reset';
  readonly body: string;
}

export interface ReceiverOptions {
  host: string;
  /** 0: any free port. */
  port: number;
  /** Called once for each webhook, before it is answered. */
  onReceived?: ((received: Received) => void) | undefined;
  now?: (() => number) | undefined;
  /** The keys of those who send to this receiver; asked when the ones known do not verify a webhook. */
  lookUpKeys?: ((receiverUrl: string) => Promise<readonly string[]>) | undefined;
}

export interface Receiver {
  readonly url: string;
  readonly port: number;
  /** Adds a `whsec_…` or `whpk_…` to check signatures with; until the first one they are not checked. */
  trust(key: string): void;
  /** The last 100, newest first. */
  received(): readonly Received[];
  /** Ends hanging requests too. */
  stop(): Promise<void>;
}

const MAX_BODY_BYTES = 1024 * 1024;
const KEPT = 100;
/** Ids whose attempts are counted for `/first/…`; the oldest are forgotten. */
const COUNTED_IDS = 10_000;

/** Rejects with the socket's own error when the port is taken. */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const { lookUpKeys = () => Promise.resolve([]) } = options;
  const signatures = new SignatureCheck(() => lookUpKeys(receiver.url));
  const countAttempt = createAttemptCounter();
  const kept: Received[] = [];
  const now = options.now ?? Date.now;

  const server = http.createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    // A client that gives up in the middle of its body is not a webhook received.
    receive(request, response).catch(() => response.destroy());
  });

  async function receive(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    const [pathname = '/', query] = path.split('?', 2);
    if (request.method === 'GET' && pathname === '/_received') return sendJson(response, kept);
    if (request.method === 'GET' && pathname === '/') return sendText(response, 200, HELP);
    const behaviour = behaviourOf(pathname, new URLSearchParams(query));
    if (!behaviour) return sendText(response, 404, HELP);
    if (request.method !== 'POST') return sendText(response, 405, HELP, { allow: 'POST' });
    const body = await readBody(request);
    if (!body) return sendText(response, 413, 'A webhook has at most 1 MB.\n', { connection: 'close' });

    const id = header(request, 'webhook-id');
    const verified = await signatures.verify({ headers: request.headers, body }, now());
    const reaction = verified === false ? UNVERIFIED : settle(behaviour, () => countAttempt(`${path} ${id}`));
    remember({ path, id, verified, status: reaction.kind === 'answer' ? reaction.status : reaction.kind }, body);
    react(request, response, reaction);
  }

  function remember(some: Pick<Received, 'path' | 'id' | 'verified' | 'status'>, body: Buffer): void {
    const text = body.toString();
    const received = { at: new Date(now()).toISOString(), ...some, type: typeOf(text), body: text };
    kept.unshift(received);
    if (kept.length > KEPT) kept.pop();
    options.onReceived?.(received);
  }

  server.listen(options.port, options.host);
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://${options.host}:${port}`,
    port,
    trust: (key) => signatures.trust(key),
    received: () => [...kept],
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

/** What is done in the end: an answer, or none. */
type Reaction = Exclude<Behaviour, { kind: 'fail-first' }>;

const UNVERIFIED: Reaction = { kind: 'answer', status: 401, headers: {}, afterMs: 0 };

function settle(behaviour: Behaviour, countAttempt: () => number): Reaction {
  if (behaviour.kind !== 'fail-first') return behaviour;
  const isOver = countAttempt() > behaviour.failures;
  return {
    kind: 'answer',
    status: isOver ? 200 : behaviour.status,
    headers: isOver ? {} : behaviour.headers,
    afterMs: 0,
  };
}

function react(request: http.IncomingMessage, response: http.ServerResponse, reaction: Reaction): void {
  if (reaction.kind === 'hang') return;
  if (reaction.kind === 'reset') {
    request.socket.resetAndDestroy();
    return;
  }
  const { status, headers, afterMs } = reaction;
  const answer = () =>
    sendText(response, status, `${status} ${http.STATUS_CODES[status] ?? ''}`.trim().concat('\n'), headers);
  if (afterMs === 0) answer();
  else {
    const timer = setTimeout(answer, afterMs);
    response.once('close', () => clearTimeout(timer));
  }
}

function createAttemptCounter(): (key: string) => number {
  const attempts = new Map<string, number>();
  return (key) => {
    const attempt = (attempts.get(key) ?? 0) + 1;
    attempts.delete(key);
    attempts.set(key, attempt);
    const oldest = attempts.keys().next().value;
    if (attempts.size > COUNTED_IDS && oldest !== undefined) attempts.delete(oldest);
    return attempt;
  };
}

/** Undefined when it is too large; the rest is let by unread so that the client sees the answer. */
async function readBody(request: http.IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_BODY_BYTES) {
      request.resume();
      return undefined;
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function typeOf(body: string): string | undefined {
  try {
    const { type } = JSON.parse(body) as { type?: unknown };
    return typeof type === 'string' ? type : undefined;
  } catch {
    return undefined;
  }
}

function header(request: http.IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function sendText(
  response: http.ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  const content = { 'content-type': 'text/plain; charset=utf-8', 'content-length': Buffer.byteLength(text) };
  const isEmpty = status === 204 || status === 205 || status === 304;
  response.writeHead(status, isEmpty ? headers : { ...headers, ...content }).end(isEmpty ? undefined : text);
}

function sendJson(response: http.ServerResponse, value: unknown): void {
  const text = JSON.stringify(value);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
}
