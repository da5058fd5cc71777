/** What the API refused, as it said it: `application/problem+json`. */
import { signerFault } from '../aws/aws-failure.ts';
import type { Fault } from '../refusal.ts';

export interface Problem {
  readonly type?: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly errors?: readonly Fault[];
  /** The subscriber's present version, where another one was expected. */
  readonly version?: number;
}

export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }

  /** `invalid`, `not-found`, …: what its type ends in. */
  get kind(): string | undefined {
    return this.problem.type?.split(':').at(-1);
  }
}

/** The answer of an API, or of the gateway before it, which says only `{"message": "Forbidden"}`. */
export function readProblem(status: number, body: unknown): Problem {
  const said = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem> & { message?: string };
  if (typeof said.title === 'string') return { ...said, title: said.title, status };
  return { title: GATEWAY_TITLES[status] ?? `HTTP ${status}`, status, detail: detailOf(status, said.message) };
}

const GATEWAY_TITLES: Record<number, string> = {
  403: 'Not allowed',
  404: 'Not found',
  429: 'Too many requests',
  503: 'Not available',
  504: 'No answer in time',
};

function detailOf(status: number, message = 'No reason was given'): string {
  if (status !== 403) return `${message.replace(/\.$/, '')}.`;
  const fault = signerFault(message);
  if (fault) return fault.sentence;
  return `The API does not let these AWS credentials in (${message}): they need execute-api:Invoke on it.`;
}
