/** How does HTTP reach a function on this machine? As through an API Gateway HTTP API with a Lambda proxy integration. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsError } from '../aws/service.ts';
import { foreignness } from '../foreign-page.ts';
import { MalformedAnswer, readAnswer } from './function-answer.ts';
import { buildPayload } from './payload.ts';
import { createRouteSelector, type RouteMatch } from './select-route.ts';

export interface HttpApiOptions {
  host: string;
  /** 0: any free port. */
  port: number;
  /** Calls the function behind a route; rejects when it cannot be called. */
  invoke: (payload: string, routeKey: string) => Promise<{ payload: string; functionError?: string | undefined }>;
  /** Route keys as in the template: `GET /v1/things/{id}`, `ANY /v1/{proxy+}`, `$default`. */
  routes: readonly string[];
  /** Answers what no route takes: the console and its files. Without it that is a 404. */
  fallback?: ((request: http.IncomingMessage, response: http.ServerResponse) => void) | undefined;
  now?: (() => number) | undefined;
  /** How long the function may take, in milliseconds. */
  integrationTimeoutMs?: number | undefined;
}

export interface HttpApi {
  readonly url: string;
  readonly port: number;
  /** Requests in flight get a second to finish. */
  stop(): Promise<void>;
}

/** The quotas of HTTP APIs: 10 MB a payload, 10,240 bytes of request line and headers, 30 s for the integration. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;
const MAX_HEADER_BYTES = 10_240;
const INTEGRATION_TIMEOUT_MS = 30_000;
const STOP_GRACE_MS = 1_000;

/** Listens on loopback. Rejects with the socket's own error when the port is taken. */
export async function startHttpApi(options: HttpApiOptions): Promise<HttpApi> {
  const select = createRouteSelector(options.routes);
  const server = http.createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: 60_000 },
    (request, response) => {
      const route = select(request.method ?? 'GET', (request.url ?? '/').split('?', 1)[0] ?? '/');
      const foreign = route && foreignness(request, options.host);
      if (foreign !== undefined) refuseForeign(request, response, foreign);
      else if (route) void answer(options, route, request, response);
      else if (options.fallback) options.fallback(request, response);
      else sendMessage(response, 404, 'Not Found');
    },
  );
  server.listen(options.port, options.host);
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://${options.host}:${port}`, port, stop: () => close(server) };
}

async function answer(
  options: HttpApiOptions,
  route: RouteMatch,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const body = await readBody(request).catch(() => 'gone' as const);
  if (body === 'gone') return;
  if (body === 'too large') return refuseTooLarge(request, response);
  const payload = buildPayload(request, body, route, (options.now ?? Date.now)());
  const { requestId } = payload.requestContext as { requestId: string };
  response.setHeader('apigw-requestid', requestId);
  try {
    const result = await within(
      options.invoke(JSON.stringify(payload), route.routeKey),
      options.integrationTimeoutMs ?? INTEGRATION_TIMEOUT_MS,
    );
    if (result === 'timed out') sendMessage(response, 503, 'Service Unavailable');
    else if (result.functionError !== undefined) sendMessage(response, 500, 'Internal Server Error');
    else sendAnswer(response, result.payload);
  } catch (error) {
    if (error instanceof AwsError && error.code === 'RequestTooLargeException') {
      return sendMessage(response, 413, 'Request Entity Too Large');
    }
    sendMessage(response, error instanceof MalformedAnswer ? 502 : 500, 'Internal Server Error');
  }
}

/** Nothing is written before the whole answer is known to be sendable. */
function sendAnswer(response: http.ServerResponse, payload: string): void {
  const { status, headers, cookies, body } = readAnswer(payload);
  try {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  } catch (error) {
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    throw new MalformedAnswer('a header that HTTP does not allow', { cause: error });
  }
  if (status !== 204 && status !== 304) response.setHeader('content-length', body.length);
  response.writeHead(status).end(body);
}

function sendMessage(response: http.ServerResponse, status: number, message: string): void {
  const body = JSON.stringify({ message });
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** Nobody is told more than that, and nothing has been done. */
function refuseForeign(request: http.IncomingMessage, response: http.ServerResponse, why: string): void {
  request.resume();
  const detail = `The local API takes no requests of other sites' pages: ${why}.`;
  const problem = { type: 'urn:fanfare:problem:foreign-page', title: 'Another site asks', status: 403, detail };
  response.writeHead(403, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
}

async function readBody(request: http.IncomingMessage): Promise<Buffer | 'too large'> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return 'too large';
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Leaving the loop would destroy the socket, and the refusal with it: it stays readable until that is sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_BODY_BYTES) return 'too large';
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** The rest of the body is let by unread, so that a client that sends before it reads gets to see the refusal. */
function refuseTooLarge(request: http.IncomingMessage, response: http.ServerResponse): void {
  request.resume();
  response.setHeader('connection', 'close');
  sendMessage(response, 413, 'Request Entity Too Large');
}

async function within<T>(work: Promise<T>, ms: number): Promise<T | 'timed out'> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'timed out'>((resolve) => {
    timer = setTimeout(resolve, ms, 'timed out');
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function close(server: http.Server): Promise<void> {
  return new Promise((resolve) => {
    // A connection kept alive becomes idle only once its answer is out.
    const closing = setInterval(() => server.closeIdleConnections(), 10);
    const patience = setTimeout(() => server.closeAllConnections(), STOP_GRACE_MS);
    server.close(() => {
      clearInterval(closing);
      clearTimeout(patience);
      resolve();
    });
  });
}
