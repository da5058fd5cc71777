/** What is said to the page when its request cannot be passed on? A problem, with what to do. */
import type http from 'node:http';
import { Refusal } from '../refusal.ts';

export interface SaidProblem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

export function answerProblem(response: http.ServerResponse, problem: SaidProblem): void {
  if (response.headersSent) return void response.destroy();
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

export function problemOf(error: unknown, url: string, unreachable: string): SaidProblem {
  if (error instanceof Refusal) return credentialsProblem(error.message);
  const { name, cause } = error as { name?: string; cause?: { code?: string; message?: string } };
  if (name === 'TimeoutError')
    return { status: 504, title: 'No answer in time', detail: `The API at ${url}: try again.` };
  const why = cause?.code ?? cause?.message ?? String(error);
  return { status: 502, title: 'The API cannot be reached', detail: `${url} (${why}): ${unreachable}.` };
}
