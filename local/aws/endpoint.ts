/** The one port behind which every local AWS service answers, told apart as AWS tells them: by target or by path. */
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsError, type Call, type Json, type JsonService, type RestRequest, type RestService } from './service.ts';

/** May this call be made? Both throw `AwsError` (AccessDenied…) when the caller's role does not allow it. */
export interface Authorizer {
  /** Does the caller have a role at all? If not, its calls need not be read. */
  concerns(call: Call): boolean;
  authorize(service: string, action: string, input: Json, call: Call): void;
  authorizeRest(request: RestRequest, call: Call): void;
}

/** A service whose JSON calls are passed on as bytes (DynamoDB: its process speaks the protocol itself). */
export interface RawService {
  readonly targets: readonly string[];
  forward(target: string, body: Buffer, response: http.ServerResponse): Promise<void>;
}

export interface EndpointServices {
  json: readonly JsonService[];
  rest: readonly RestService[];
  raw?: readonly RawService[];
  /** Asked before every call; absent: everything is allowed. */
  authorizer?: Authorizer;
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
    answer(services, request, response).catch((error: unknown) => fail(response, 'application/x-amz-json-1.0', error));
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

async function answer(services: EndpointServices, request: http.IncomingMessage, response: http.ServerResponse) {
  const body = await readBody(request);
  const call = { accessKeyId: accessKeyId(request.headers.authorization), signal: goneSignal(response) };
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return answerTarget(services, target, body, call, response);
  return answerRest(services, request, body, call, response);
}

async function answerTarget(
  services: EndpointServices,
  target: string,
  body: Buffer,
  call: Call,
  response: http.ServerResponse,
) {
  const [name = '', action = ''] = target.split('.');
  const raw = services.raw?.find((service) => service.targets.includes(name));
  const service = services.json.find((candidate) => candidate.target === name);
  const contentType = service?.contentType ?? 'application/x-amz-json-1.0';
  try {
    if (!raw && !service) throw new AwsError('UnknownOperationException', `No local service answers ${target}.`);
    const mustAsk = services.authorizer?.concerns(call) ?? false;
    const input = raw && !mustAsk ? {} : parseInput(body);
    if (mustAsk) services.authorizer?.authorize(name, action, input, call);
    if (raw) return await raw.forward(target, body, response);
    send(response, 200, contentType, JSON.stringify(await service?.handle(action, input, call)));
  } catch (error) {
    fail(response, contentType, error);
  }
}

async function answerRest(
  services: EndpointServices,
  request: http.IncomingMessage,
  body: Buffer,
  call: Call,
  response: http.ServerResponse,
) {
  const url = new URL(request.url ?? '/', 'http://local');
  const service = services.rest.find((candidate) => candidate.pathPrefixes.some((p) => url.pathname.startsWith(p)));
  try {
    if (!service) {
      throw new AwsError('UnknownOperationException', `No local service answers ${request.method} ${url.pathname}.`, {
        status: 404,
      });
    }
    const headers = request.headers as Record<string, string | undefined>;
    const rest = { method: request.method ?? 'GET', path: url.pathname, query: url.searchParams, headers, body };
    services.authorizer?.authorizeRest(rest, call);
    const { status, headers: extra, body: answerBody } = await service.handleRest(rest, call);
    for (const [key, value] of Object.entries(extra ?? {})) response.setHeader(key, value);
    const bytes =
      typeof answerBody === 'string' || Buffer.isBuffer(answerBody)
        ? answerBody
        : answerBody === undefined
          ? ''
          : JSON.stringify(answerBody);
    send(response, status, 'application/json', bytes);
  } catch (error) {
    fail(response, 'application/json', error);
  }
}

function parseInput(body: Buffer): Json {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8')) as Json;
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON.');
  }
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

function send(response: http.ServerResponse, status: number, contentType: string, body: string | Buffer) {
  if (response.destroyed) return;
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(body);
}

function fail(response: http.ServerResponse, contentType: string, error: unknown) {
  const known = error instanceof AwsError;
  const { code, status, queryCode } = known ? error : { code: 'InternalFailure', status: 500, queryCode: undefined };
  const message = error instanceof Error ? error.message : String(error);
  if (!known) process.stderr.write(`local AWS endpoint: ${error instanceof Error ? error.stack : message}\n`);
  response.setHeader('x-amzn-errortype', code);
  if (queryCode) response.setHeader('x-amzn-query-error', `${queryCode};Sender`);
  send(response, status, contentType, JSON.stringify({ __type: code, message, Message: message }));
}
