/** How does the API refuse? RFC 9457 problems, made in one place. */
import type { Context } from 'hono';
import type { FieldFault } from '../../core/subscriber-pattern.ts';

/** The kinds of problem and their status; `type` is stable for programs, `title` for people. */
const KINDS = {
  invalid: { status: 400, title: 'The request is not valid' },
  'not-found': { status: 404, title: 'There is no such thing' },
  conflict: { status: 409, title: 'That cannot be done in its present state' },
  fault: { status: 500, title: 'The service failed' },
} as const;

export type ProblemKind = keyof typeof KINDS;

/** A refusal on its way to the client. */
export class Problem extends Error {
  readonly kind: ProblemKind;
  readonly errors: readonly FieldFault[] | undefined;
  constructor(kind: ProblemKind, detail: string, errors?: readonly FieldFault[]) {
    super(detail);
    this.name = 'Problem';
    this.kind = kind;
    this.errors = errors;
  }
}

/** A problem about fields of the request: the detail names the first, `errors` all. */
export function invalidFields(errors: readonly FieldFault[]): Problem {
  const [first] = errors;
  return new Problem('invalid', first ? `\`${first.path}\` ${first.message}.` : 'The request is not valid.', errors);
}

export function problemAnswer(context: Context, { kind, message, errors }: Problem): Response {
  const { status, title } = KINDS[kind];
  const body = { type: `urn:fanfare:problem:${kind}`, title, status, detail: message, ...(errors ? { errors } : {}) };
  return context.body(JSON.stringify(body), status, { 'content-type': 'application/problem+json' });
}
