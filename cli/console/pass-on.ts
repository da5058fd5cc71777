/** Passes a request of the page on to the stage's API, signed, and its answer back. */
import type http from 'node:http';
import type { ApiAddress } from '../api/api-client.ts';
import { answerProblem, problemOf, signerProblem } from './problem.ts';

/** Longer than the API's own limit, 30 s at the gateway. */
const TIME_LIMIT_MS = 35_000;
/** What API Gateway takes. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** What of a request, and of an answer, is the API's business: no cookie and no key leaves this machine. */
const REQUEST_HEADERS = ['content-type', 'if-match', 'idempotency-key'];
const ANSWER_HEADERS = ['content-type', 'retry-after'];

export async function passOn(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  api: ApiAddress,
): Promise<void> {
  const { method = 'GET' } = request;
  const url = addressOf(request.url ?? '', api);
  if (!url || !METHODS.includes(method)) {
    return answerProblem(response, { status: 404, title: 'Not found', detail: 'The API has nothing there.' });
  }
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    const body = await readBody(request);
    if (body === undefined) {
      return answerProblem(response, { status: 413, title: 'Too large', detail: 'At most 10 MB.' });
    }
    const answer = await send(api, { method, url, headers: pick(request.headers), body }, gone.signal);
    await answerWith(response, answer);
  } catch (error) {
    if (!gone.signal.aborted && request.complete) answerProblem(response, problemOf(error, api.url, api.unreachable));
  }
}

/** `undefined` where dots lead out of the API. */
function addressOf(path: string, { url }: ApiAddress): URL | undefined {
  const base = new URL(`${url}/v1/`);
  const wanted = URL.canParse(`${url}${path}`) ? new URL(`${url}${path}`) : undefined;
  return wanted?.origin === base.origin && wanted.pathname.startsWith(base.pathname) ? wanted : undefined;
}

function pick(headers: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(REQUEST_HEADERS.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : [])));
}

async function readBody(request: http.IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

interface PassedOn {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

async function send(api: ApiAddress, { method, url, headers, body }: PassedOn, gone: AbortSignal): Promise<Response> {
  const sent = body === '' ? undefined : body;
  const signed = await api.sign?.({ method, url, headers, body: sent });
  return fetch(url, {
    method,
    headers: signed ?? headers,
    redirect: 'error',
    signal: AbortSignal.any([gone, AbortSignal.timeout(TIME_LIMIT_MS)]),
    ...(sent === undefined ? {} : { body: sent }),
  });
}

async function answerWith(response: http.ServerResponse, answer: Response): Promise<void> {
  const body = Buffer.from(await answer.arrayBuffer());
  const refused = answer.status === 403 ? signerProblem(body.toString('utf8')) : undefined;
  if (refused) return answerProblem(response, refused);
  const headers = ANSWER_HEADERS.flatMap((name) => {
    const value = answer.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  response.writeHead(answer.status, { ...Object.fromEntries(headers), 'cache-control': 'no-store' });
  response.end(body);
}
