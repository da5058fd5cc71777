/** How is this path to be answered? A path says how the endpoint behaves, so that any failure can be tried out. */

export type Behaviour =
  | { kind: 'answer'; status: number; headers: Record<string, string>; afterMs: number }
  /** `status` for the first `failures` attempts of each webhook-id, then 200. */
  | { kind: 'fail-first'; failures: number; status: number; headers: Record<string, string> }
  | { kind: 'hang' }
  | { kind: 'reset' };

export const HELP = `Fanfare's demo receiver: POST a webhook to one of these paths.

  /ok                  200
  /status/503          any status from 200 to 599; ?retry-after=3 adds the header
  /first/2/503         503 for the first 2 attempts of each webhook-id, then 200
  /slow/800            200 after 800 ms (600000 at most)
  /hang                never answers
  /reset               resets the connection
  /gone                410
  /redirect            302

Further segments tell endpoints apart: /ok/team-a, /status/503/team-b.
A signature that no trusted secret made is answered 401 on every path.

  GET /_received       the last 100 webhooks as JSON, newest first
`;

const MAX_SLOW_MS = 600_000;

/** Undefined: no such path. */
export function behaviourOf(path: string, query: URLSearchParams): Behaviour | undefined {
  const [name, first, second] = path.split('/').slice(1);
  const retryAfter = query.get('retry-after');
  const headers: Record<string, string> = retryAfter === null ? {} : { 'retry-after': retryAfter };
  const answer = (status: number | undefined, afterMs: number | undefined = 0): Behaviour | undefined =>
    status === undefined || afterMs === undefined ? undefined : { kind: 'answer', status, headers, afterMs };
  switch (name) {
    case 'ok':
      return answer(200);
    case 'gone':
      return answer(410);
    case 'redirect':
      return { kind: 'answer', status: 302, headers: { location: '/ok' }, afterMs: 0 };
    case 'status':
      return answer(integer(first, 200, 599));
    case 'slow': {
      const afterMs = integer(first, 0, MAX_SLOW_MS);
      return afterMs === undefined ? undefined : answer(200, afterMs);
    }
    case 'first': {
      const [failures, status] = [integer(first, 0, 1_000), integer(second, 200, 599)];
      if (failures === undefined || status === undefined) return undefined;
      return { kind: 'fail-first', failures, status, headers };
    }
    case 'hang':
      return { kind: 'hang' };
    case 'reset':
      return { kind: 'reset' };
    default:
      return undefined;
  }
}

function integer(text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined || !/^\d+$/.test(text)) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? value : undefined;
}
