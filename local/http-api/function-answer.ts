/** What HTTP answer does a function's result mean? */

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly cookies: readonly string[];
  readonly body: Buffer;
}

/** The function's answer has not the form the gateway expects. */
export class MalformedAnswer extends Error {}

/**
 * With a `statusCode` the result is the answer; without one it is inferred, as the payload format 2.0 documents:
 * status 200, `application/json`, the result itself as the body. Throws `MalformedAnswer`.
 */
export function readAnswer(payload: string): HttpAnswer {
  const result = parse(payload);
  if (!isObject(result) || !('statusCode' in result)) {
    const body = typeof result === 'string' ? result : payload;
    return { status: 200, headers: { 'content-type': 'application/json' }, cookies: [], body: Buffer.from(body) };
  }
  const body = readBody(result.body, result.isBase64Encoded);
  const headers = readHeaders(result.headers);
  if (body.length > 0) headers['content-type'] ??= 'text/plain; charset=utf-8';
  return { status: readStatus(result.statusCode), headers, cookies: readCookies(result.cookies), body };
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    throw new MalformedAnswer('not JSON');
  }
}

function readStatus(value: unknown): number {
  const status = typeof value === 'string' ? Number(value) : value;
  if (typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 599) return status;
  throw new MalformedAnswer('statusCode is not an HTTP status');
}

function readHeaders(value: unknown): Record<string, string> {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw new MalformedAnswer('headers is not an object');
  const headers: Record<string, string> = {};
  for (const [name, content] of Object.entries(value)) {
    if (!['string', 'number', 'boolean'].includes(typeof content)) throw new MalformedAnswer(`header ${name}`);
    headers[name.toLowerCase()] = String(content);
  }
  // The gateway frames the answer itself.
  delete headers['content-length'];
  delete headers['transfer-encoding'];
  delete headers.connection;
  return headers;
}

function readCookies(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((cookie) => typeof cookie === 'string')) return value;
  throw new MalformedAnswer('cookies is not a list of strings');
}

function readBody(value: unknown, isBase64: unknown): Buffer {
  if (value === undefined || value === null) return Buffer.alloc(0);
  if (typeof value !== 'string') throw new MalformedAnswer('body is not a string');
  return Buffer.from(value, isBase64 === true ? 'base64' : 'utf8');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
