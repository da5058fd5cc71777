/** How is the API asked? One request a call; what is refused is thrown as `ApiError`. */
import { errorOf, nothingAnswered } from './api-error.ts';

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface CallOptions {
  readonly query?: Query;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

export function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  return call('GET', path, { query, signal });
}

export function post<T>(path: string, body?: unknown): Promise<T> {
  return call('POST', path, { body });
}

/** Answers what the API said; `undefined` where it said nothing. */
export async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  const { query, body, headers, signal } = options;
  const answer = await fetch(`${path}${queryText(query)}`, {
    method,
    headers: {
      // No other site can make a browser send this one: whoever passes requests on asks for it.
      'x-fanfare-console': '1',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  }).catch((error: unknown) => {
    throw signal?.aborted ? error : nothingAnswered(error);
  });
  const said = parse(await answer.text());
  if (!answer.ok) throw errorOf(answer.status, said);
  return said as T;
}

/** A path whose parts come from outside: `path`/v1/subscribers/${id}``, each part encoded. */
export function path(texts: TemplateStringsArray, ...parts: readonly string[]): string {
  return String.raw({ raw: texts }, ...parts.map(encodeURIComponent));
}

/** Spaces as `%20`: a signature is made over that, not over `+`. */
function queryText(query: Query = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
