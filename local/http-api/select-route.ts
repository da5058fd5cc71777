/** Which route takes a request? The most specific one, as API Gateway documents. */

export interface RouteMatch {
  /** As written in the template, e.g. `ANY /v1/{proxy+}`. */
  readonly routeKey: string;
  /** Decoded; absent when the route has no variables. */
  readonly pathParameters?: Record<string, string>;
}

export type SelectRoute = (method: string, path: string) => RouteMatch | undefined;

type Segment = { kind: 'literal'; text: string } | { kind: 'variable' | 'greedy'; name: string };

interface Route {
  readonly key: string;
  readonly method: string;
  readonly segments: readonly Segment[];
}

const RANK = { literal: 0, variable: 1, greedy: 2, end: 3 } as const;
const METHODS: ReadonlySet<string> = new Set(['ANY', 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const DEFAULT = '$default';

/**
 * Order of preference: literal before variable before greedy (`{proxy+}`), segment by segment;
 * then the method itself before `ANY`; `$default` last. Throws on a key that is not a route.
 */
export function createRouteSelector(routeKeys: readonly string[]): SelectRoute {
  const hasDefault = routeKeys.includes(DEFAULT);
  const routes = routeKeys.filter((key) => key !== DEFAULT).map(parseRoute);
  routes.sort(bySpecificity);
  return (method, path) => {
    const parts = path.split('/').slice(1);
    for (const route of routes) {
      if (route.method !== 'ANY' && route.method !== method) continue;
      const pathParameters = matchSegments(route.segments, parts);
      if (!pathParameters) continue;
      return Object.keys(pathParameters).length > 0 ? { routeKey: route.key, pathParameters } : { routeKey: route.key };
    }
    return hasDefault ? { routeKey: DEFAULT } : undefined;
  };
}

function parseRoute(key: string): Route {
  const [method = '', path = '', ...rest] = key.split(' ');
  if (!METHODS.has(method) || !path.startsWith('/') || rest.length > 0) throw new Error(`Not a route key: ${key}`);
  const segments = path.split('/').slice(1).map(parseSegment);
  if (segments.slice(0, -1).some((segment) => segment.kind === 'greedy')) {
    throw new Error(`A greedy path variable must be the last segment: ${key}`);
  }
  return { key, method, segments };
}

function parseSegment(text: string): Segment {
  const [, name, plus] = /^\{([\w.-]+)(\+?)\}$/.exec(text) ?? [];
  if (name === undefined) return { kind: 'literal', text };
  return { kind: plus ? 'greedy' : 'variable', name };
}

/** Of two that agree as far as the shorter one goes, the longer comes first: so it is one order for all. */
function bySpecificity(a: Route, b: Route): number {
  for (let i = 0; i < Math.max(a.segments.length, b.segments.length); i++) {
    const difference = rankAt(a, i) - rankAt(b, i);
    if (difference !== 0) return difference;
  }
  return Number(a.method === 'ANY') - Number(b.method === 'ANY');
}

function rankAt(route: Route, i: number): number {
  return RANK[route.segments[i]?.kind ?? 'end'];
}

function matchSegments(segments: readonly Segment[], parts: readonly string[]): Record<string, string> | undefined {
  const isGreedy = segments.at(-1)?.kind === 'greedy';
  if (isGreedy ? parts.length < segments.length : parts.length !== segments.length) return undefined;
  const found: Record<string, string> = {};
  for (const [i, segment] of segments.entries()) {
    const value = segment.kind === 'greedy' ? parts.slice(i).join('/') : (parts[i] ?? '');
    if (segment.kind === 'literal' ? decode(value) !== segment.text : value === '') return undefined;
    if (segment.kind !== 'literal') found[segment.name] = decode(value);
  }
  return found;
}

/** Percent-decoded; as it is when it is not well-formed. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
