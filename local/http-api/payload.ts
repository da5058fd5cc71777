/** What does the function get for an HTTP request? API Gateway's payload format 2.0. */
import { randomBytes, randomUUID } from 'node:crypto';
import type http from 'node:http';
import { ACCOUNT } from '../aws/service.ts';
import { decode, type RouteMatch } from './select-route.ts';

/** The part of the format that the function sees, with what it needs of `APIGatewayProxyEventV2WithIAMAuthorizer`. */
export type Payload = Record<string, unknown>;

const API_ID = 'local';
/** Headers of one connection, not of the message. */
const HOP_BY_HOP: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te']);
const TEXT_TYPES = /^(text\/.*|application\/(json|javascript|xml|.*\+json|.*\+xml))$/;

export function buildPayload(request: http.IncomingMessage, body: Buffer, route: RouteMatch, nowMs: number): Payload {
  const [path = '/', ...query] = (request.url ?? '/').split('?');
  const rawQueryString = query.join('?');
  const { cookie, ...headers } = collectHeaders(request, body, nowMs);
  // The gateway decodes the path, and loses what follows a question mark that was encoded in it; the query stays encoded.
  const rawPath = decode(path).split('?', 1)[0];
  return {
    version: '2.0',
    routeKey: route.routeKey,
    rawPath,
    rawQueryString,
    ...(cookie !== undefined && { cookies: cookie.split(/;\s*/) }),
    headers,
    ...(rawQueryString !== '' && { queryStringParameters: queryParameters(rawQueryString) }),
    requestContext: requestContext(request, route, rawPath ?? '/', nowMs),
    ...(route.pathParameters && { pathParameters: route.pathParameters }),
    ...encodeBody(headers, body),
  };
}

/** Lower-case names, repeated ones joined by commas, and what the gateway adds about the caller. */
function collectHeaders(request: http.IncomingMessage, body: Buffer, nowMs: number): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const name = (request.rawHeaders[i] ?? '').toLowerCase();
    const value = request.rawHeaders[i + 1] ?? '';
    if (HOP_BY_HOP.has(name)) continue;
    const before = headers[name];
    headers[name] = before === undefined ? value : `${before}${name === 'cookie' ? '; ' : ','}${value}`;
  }
  return {
    ...headers,
    'content-length': String(body.length),
    'x-amzn-trace-id': `Root=1-${Math.floor(nowMs / 1000).toString(16)}-${randomBytes(12).toString('hex')}`,
    'x-forwarded-for': sourceIp(request),
    'x-forwarded-port': String(request.socket.localPort ?? ''),
    'x-forwarded-proto': 'http',
  };
}

function queryParameters(rawQueryString: string): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    const before = parameters[name];
    parameters[name] = before === undefined ? value : `${before},${value}`;
  }
  return parameters;
}

function requestContext(request: http.IncomingMessage, route: RouteMatch, path: string, nowMs: number): Payload {
  const domainName = (request.headers.host ?? 'localhost').replace(/:\d+$/, '');
  return {
    accountId: ACCOUNT,
    apiId: API_ID,
    authorizer: { iam: callerIdentity(request.headers.authorization) },
    domainName,
    domainPrefix: domainName.split('.', 1)[0],
    http: {
      method: request.method,
      path,
      protocol: `HTTP/${request.httpVersion}`,
      sourceIp: sourceIp(request),
      userAgent: request.headers['user-agent'] ?? '',
    },
    requestId: randomUUID(),
    routeKey: route.routeKey,
    stage: '$default',
    time: commonLogTime(nowMs),
    timeEpoch: nowMs,
  };
}

/** Any credentials are taken, or none: the key id says who, and nothing is checked. */
function callerIdentity(authorization: string | undefined): Payload {
  const accessKey = /Credential=([^/,\s]+)/.exec(authorization ?? '')?.[1] ?? 'anonymous';
  return {
    accessKey,
    accountId: ACCOUNT,
    callerId: accessKey,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: `arn:aws:iam::${ACCOUNT}:user/${accessKey}`,
    userId: accessKey,
  };
}

/** Text as it is, everything else in base64: a form too, as the gateway does. */
function encodeBody(headers: Record<string, string>, body: Buffer): Payload {
  if (body.length === 0) return { isBase64Encoded: false };
  const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const isText = TEXT_TYPES.test(type) && (headers['content-encoding'] ?? 'identity') === 'identity';
  return { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}

function sourceIp(request: http.IncomingMessage): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}

/** `20/Nov/2026:12:00:00 +0000` */
function commonLogTime(nowMs: number): string {
  const [, day, month, year, time] = new Date(nowMs).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
