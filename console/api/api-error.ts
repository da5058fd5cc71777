/** What went wrong when the API was asked, in words to show: what, why, and each field at fault. */

export interface Fault {
  readonly path: string;
  readonly message: string;
}

/** As of RFC 9457. */
export interface Problem {
  readonly type?: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly errors?: readonly Fault[];
  /** The present version, where another one was expected. */
  readonly version?: number;
}

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }

  /** 0 where nothing answered. */
  get status(): number {
    return this.problem.status;
  }

  /** `invalid`, `not-found`, `conflict`, …: what its type ends in. */
  get kind(): string | undefined {
    return this.problem.type?.split(':').at(-1);
  }
}

/** An answer that is no success: the API's problem, or the gateway's before it, which says only `{"message": "Forbidden"}`. */
export function errorOf(status: number, body: unknown): ApiError {
  const said = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem> & { message?: string };
  if (typeof said.title === 'string') return new ApiError({ ...said, title: said.title, status });
  return new ApiError({
    title: GATEWAY_TITLES[status] ?? `HTTP ${status}`,
    status,
    detail: gatewayDetail(status, said.message),
  });
}

export function nothingAnswered(cause: unknown): ApiError {
  const error = new ApiError({
    status: 0,
    title: 'Nothing answers',
    detail:
      'What serves this console has stopped, or the network is down. Start it again (`npm start`, or `npx fanfare console`); this page goes on by itself then.',
  });
  error.cause = cause;
  return error;
}

const GATEWAY_TITLES: Record<number, string> = {
  403: 'Not allowed',
  404: 'Not found',
  413: 'Too large',
  429: 'Too many requests',
  500: 'The service failed',
  503: 'Not available',
  504: 'No answer in time',
};

function gatewayDetail(status: number, message = 'No reason was given'): string {
  if (status === 500)
    return 'The function behind the API did not answer as it should. Its log says why; `npx fanfare doctor` looks at the stage.';
  if (status !== 403) return `${message.replace(/\.$/, '')}.`;
  return `The API does not let these AWS credentials in (${message}): they need execute-api:Invoke on it.`;
}

/** There is none of that name: it was never there, or is no more. */
export function isUnknown(error: Error | null): boolean {
  return error instanceof ApiError && error.status === 404;
}
