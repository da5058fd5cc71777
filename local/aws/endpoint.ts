/** The one port behind which every local AWS service answers, told apart as AWS tells them: by target, form or path. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { foreignness } from '../foreign-page.ts';
import type { Answer, Asked, Authorizer } from './asked.ts';
import type { Fault } from './fault.ts';
import { askedByTarget, type RawService } from './json-protocol.ts';
import { askedByForm, isForm } from './query-protocol.ts';
import { askedByPath } from './rest-protocol.ts';
import { AwsError, type Call, type JsonService, type QueryService, type RestService } from './service.ts';

export interface EndpointServices {
  json: readonly JsonService[];
  rest: readonly RestService[];
  raw?: readonly RawService[];
  query?: readonly QueryService[];
  /** Asked before every call; absent: everything is allowed. */
  authorizer?: Authorizer;
  /** Says which calls fail, by their path and body too; absent: none. */
  faultOf?: (call: Call, asked: Asked, request: string) => 'pass' | Fault | Promise<'pass' | Fault>;
}

export interface Endpoint {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** Listens on `host:port` (0: any free port). Rejects with the socket's own error when the port is taken. */
export async function startEndpoint(
  services: EndpointServices,
  { host, port }: { host: string; port: number },
): Promise<Endpoint> {
  const server = http.createServer((request, response) => {
    answer(services, host, request, response).catch((error: unknown) => {
      // A caller that went away half-way has nobody to be told.
      if (!request.destroyed) report(error);
      response.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(port, host);
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://${host}:${bound}`,
    port: bound,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  services: EndpointServices,
  host: string,
  request: http.IncomingMessage,
  response: http.ServerResponse,
) {
  const body = await readBody(request);
  const call = { accessKeyId: accessKeyId(request.headers.authorization), signal: goneSignal(response) };
  const asked = understand(services, request, body, call);
  const foreign = foreignness(request, host);
  if (foreign !== undefined) return send(response, asked.refuse(refusalOf(foreign)));
  const verdict = services.faultOf ? await services.faultOf(call, asked, `${request.url}\n${body}`) : 'pass';
  if (verdict === 'pass') return send(response, await outcome(asked));
  if (verdict.fault === 'after') await outcome(asked);
  if (verdict.kind === 'reset') return request.socket.resetAndDestroy();
  const { code, status } = verdict.kind;
  send(response, asked.refuse(new AwsError(code, 'A fault that was asked for.', { status })));
}

function understand(services: EndpointServices, request: http.IncomingMessage, body: Buffer, call: Call): Asked {
  const { method = 'GET', headers } = request;
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return askedByTarget(services, target, body, call);
  const { pathname: path, searchParams: query } = new URL(`http://local${request.url ?? '/'}`);
  if (path === '/' && isForm(headers['content-type'])) return askedByForm(services, body, call);
  const rest = { method, path, query, headers: headers as Record<string, string | undefined>, body };
  return askedByPath(services, rest, call);
}

function refusalOf(foreign: string): AwsError {
  const message = `The local AWS endpoint takes no requests of other sites' pages: ${foreign}.`;
  return new AwsError('AccessDeniedException', message, { status: 403 });
}

async function outcome(asked: Asked): Promise<Answer> {
  try {
    return await asked.run();
  } catch (error) {
    if (error instanceof AwsError) return asked.refuse(error);
    report(error);
    const message = error instanceof Error ? error.message : String(error);
    return asked.refuse(new AwsError('InternalFailure', message, { status: 500 }));
  }
}

function report(error: unknown): void {
  process.stderr.write(`local AWS endpoint: ${error instanceof Error ? error.stack : String(error)}\n`);
}

/** Credential=<access key id>/<date>/… in a SigV4 header; any credentials are taken. */
function accessKeyId(authorization: string | undefined): string {
  return /Credential=([^/,\s]+)/.exec(authorization ?? '')?.[1] ?? 'anonymous';
}

function goneSignal(response: http.ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
}

async function readBody(request: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function send(response: http.ServerResponse, { status, headers, body }: Answer) {
  if (response.destroyed) return;
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
