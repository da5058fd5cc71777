/** What is said to the page when its request cannot be passed on? A problem, with what to do. */
import type http from 'node:http';
import { CUT_OFF } from '../api/api-client.ts';
import { signerFault } from '../aws/aws-failure.ts';
import { Refusal } from '../refusal.ts';

export interface SaidProblem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

export function answerProblem(response: http.ServerResponse, problem: SaidProblem): void {
  if (response.headersSent || response.destroyed) return void response.destroy();
  response.writeHead(problem.status, { 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ type: 'about:blank', ...problem }));
}

/** Whoever signs has no credentials that work: after a new login the same page goes on. */
export function credentialsProblem(detail: string): SaidProblem {
  return {
    status: 401,
    title: 'Your AWS credentials are not good',
    detail: `${detail} Then this page goes on by itself; with credentials in the environment, start \`fanfare console\` again.`,
  };
}

/** Of the gateway's 403, `{"message": "…"}`, where it is about who signed: the API's own problems are not. */
export function signerProblem(body: string): SaidProblem | undefined {
  const fault = signerFault(messageIn(body));
  if (fault?.kind === 'clock') return { status: 403, title: 'The clocks do not agree', detail: fault.sentence };
  return fault && credentialsProblem(fault.sentence);
}

function messageIn(body: string): string {
  try {
    const said = JSON.parse(body) as { message?: unknown; title?: unknown } | null;
    return typeof said?.message === 'string' && said.title === undefined ? said.message : '';
  } catch {
    return '';
  }
}

export function problemOf(error: unknown, url: string, unreachable: string): SaidProblem {
  if (error instanceof Refusal) return credentialsProblem(error.message);
  const { name, cause, message } = error as {
    name?: string;
    message?: string;
    cause?: { code?: string; message?: string };
  };
  if (name === 'TimeoutError')
    return { status: 504, title: 'No answer in time', detail: `The API at ${url}: try again.` };
  const why = cause?.code ?? cause?.message ?? String(error);
  if (message === CUT_OFF) {
    const detail = `The API at ${url} broke off midway (${why}). What was asked may have been done: look, then try again.`;
    return { status: 502, title: 'The answer was cut off', detail };
  }
  return { status: 502, title: 'The API cannot be reached', detail: `${url} (${why}): ${unreachable}.` };
}
