/** How is the API asked? One request a call; refusals come back as `ApiProblem`, an API that is not there as `Refusal`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../refusal.ts';
import { ApiProblem, readProblem } from './api-problem.ts';
import type { SignRequest } from './request-signer.ts';

export interface ApiAddress {
  /** Without `/v1`. */
  readonly url: string;
  readonly sign?: SignRequest;
  /** What to look at when nothing answers. */
  readonly unreachable: string;
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface CallOptions {
  readonly query?: Query;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** It may be sent twice without harm. @default what its method says */
  readonly isRepeatable?: boolean;
}

interface Answer {
  readonly status: number;
  readonly isOk: boolean;
  readonly text: string;
}

/** What `fetch` says of an answer whose end does not come. */
export const CUT_OFF = 'terminated';

/** Longer than the API's own limit, 30 s at the gateway. */
const TIME_LIMIT_MS = 35_000;
/** Waits before the next try of what may be repeated. */
const PAUSES_MS = [250, 1000];
const PASSING_STATUSES = [429, 502, 503, 504];

export class ApiClient {
  readonly url: string;
  readonly #address: ApiAddress;

  constructor(address: ApiAddress) {
    this.url = address.url;
    this.#address = address;
  }

  get<T>(path: string, query: Query = {}, options: CallOptions = {}): Promise<T> {
    return this.call('GET', path, { ...options, query });
  }

  post<T>(path: string, body?: unknown, options: CallOptions = {}): Promise<T> {
    return this.call('POST', path, { ...options, body });
  }

  /** Answers what the API said; `undefined` where it said nothing. */
  async call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
    const isRepeatable = options.isRepeatable ?? ['GET', 'PUT', 'DELETE'].includes(method);
    for (let round = 0; ; round++) {
      const pause = PAUSES_MS[round];
      const answer = await this.#send(method, path, options).catch((error: unknown) => {
        if (!isRepeatable || pause === undefined || !isCutConnection(error)) throw this.#explain(error, options);
      });
      if (answer && !(isPassing(answer, isRepeatable) && pause !== undefined)) return readAnswer<T>(answer, this.url);
      await sleep((pause ?? 0) * (0.75 + Math.random() / 2), undefined, { signal: options.signal });
    }
  }

  async #send(method: string, path: string, { query, body, headers, signal }: CallOptions): Promise<Answer> {
    const url = new URL(`${this.url}${path}${queryText(query)}`);
    const text = body === undefined ? undefined : JSON.stringify(body);
    const plain = { ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers };
    const signed = await this.#address.sign?.({ method, url, headers: plain, body: text });
    const limit = AbortSignal.timeout(TIME_LIMIT_MS);
    const response = await fetch(url, {
      method,
      headers: signed ?? plain,
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      ...(text === undefined ? {} : { body: text }),
    });
    return { status: response.status, isOk: response.ok, text: await response.text() };
  }

  #explain(error: unknown, { signal }: CallOptions): unknown {
    if (signal?.aborted || error instanceof Refusal) return error;
    if ((error as Error).name === 'TimeoutError') {
      return new Refusal('failed', `The API at ${this.url} gave no answer in ${TIME_LIMIT_MS / 1000} s: try again.`);
    }
    const { cause, message } = error as { message?: string; cause?: { code?: string; message?: string } };
    const why = cause?.code ?? cause?.message;
    if (message === CUT_OFF) return new Refusal('failed', cutOff(this.url, why));
    if (why === undefined) return error;
    return new Refusal('failed', `The API at ${this.url} cannot be reached (${why}): ${this.#address.unreachable}.`);
  }
}

/** A path whose parts come from outside: `/v1/subscribers/${id}`, each part encoded. */
export function path(texts: TemplateStringsArray, ...parts: readonly string[]): string {
  return String.raw({ raw: texts }, ...parts.map(encodeURIComponent));
}

/** Spaces as `%20`: a signature is made over that, not over `+`. */
function queryText(query: Query = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** A throttled request has done nothing, so it may always be repeated. */
function isPassing({ status }: Answer, isRepeatable: boolean): boolean {
  return status === 429 || (isRepeatable && PASSING_STATUSES.includes(status));
}

function cutOff(url: string, why = 'no reason was given'): string {
  return `The API at ${url} broke off its answer (${why}). What was asked may have been done: look, then try again.`;
}

function readAnswer<T>({ status, isOk, text }: Answer, url: string): T {
  const body = parse(text);
  if (body === undefined && text !== '') {
    throw new Refusal('failed', `What answers at ${url} is not Fanfare's API (HTTP ${status}, no JSON).`);
  }
  if (!isOk) throw new ApiProblem(readProblem(status, body));
  return body as T;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string | undefined {
  const { cause } = error as { cause?: { code?: string } };
  return cause?.code;
}

function isCutConnection(error: unknown): boolean {
  return ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'ETIMEDOUT'].includes(codeOf(error) ?? '');
}
