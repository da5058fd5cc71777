/** How does the API refuse? RFC 9457 problems, made in one place. */
import type { Problem, ProblemKind } from '../subscribers/problem.ts';

/** The kinds of problem and their status; `type` is stable for programs, `title` for people. */
export const PROBLEM_KINDS = {
  invalid: { status: 400, title: 'The request is not valid' },
  'not-found': { status: 404, title: 'There is no such thing' },
  conflict: { status: 409, title: 'That cannot be done in its present state' },
  'version-mismatch': { status: 412, title: 'It has been changed since' },
  'too-large': { status: 413, title: 'The request is too large' },
  fault: { status: 500, title: 'The service failed' },
} as const satisfies Record<ProblemKind, { status: number; title: string }>;

export function problemAnswer({ kind, message, facts }: Problem): Response {
  const { status, title } = PROBLEM_KINDS[kind];
  const body = { type: `urn:fanfare:problem:${kind}`, title, status, detail: message, ...facts };
  const headers = { 'content-type': 'application/problem+json' };
  return new Response(JSON.stringify(body), { status, headers });
}
