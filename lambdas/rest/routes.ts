/** How does a request reach its operation? Its query and body are read by the operation's schemas, or refused. */
import { type Context, Hono } from 'hono';
import * as z from 'zod/mini';
import { readInput } from '../schema/read-input.ts';
import { invalidFields, Problem } from '../subscribers/problem.ts';
import { readJsonBody } from './json-body.ts';
import type { Description, Operation, OperationAnswer } from './operation.ts';
import { readQuery } from './page-query.ts';
import { problemAnswer } from './problem-answer.ts';

/** `onFault` is told of our own faults; a client learns only that there was one. */
export function operationRoutes<Parts>(
  operations: readonly Operation<Parts>[],
  parts: Parts,
  onFault: (error: Error, path: string) => void,
): Hono {
  const api = new Hono();
  for (const operation of operations) {
    api.on(operation.method, routePath(operation.path), async (context) =>
      response(await answer(operation, context, parts)),
    );
  }
  api.notFound((context) =>
    problemAnswer(new Problem('not-found', `The API has no ${context.req.method} ${context.req.path}.`)),
  );
  api.onError((error, context) => {
    if (error instanceof Problem) return problemAnswer(error);
    onFault(error, context.req.path);
    return problemAnswer(new Problem('fault', 'The fault is ours and has been logged. Try again later.'));
  });
  return api;
}

/** An empty header is no header to the adapter that made the request of Lambda's event. */
function emptyHeader(name: string, { env }: Context): string | undefined {
  return (env as { event?: { headers?: Record<string, string | undefined> } } | undefined)?.event?.headers?.[name];
}

/** A publisher's own id may hold slashes, and so may an event type's name. */
function routePath(path: string): string {
  return path.replaceAll(/\{(eventId|name)\}/g, ':$1{.+}').replaceAll(/\{(\w+)\}/g, ':$1');
}

async function answer<Parts>(operation: Operation<Parts>, context: Context, parts: Parts): Promise<OperationAnswer> {
  const query = queryOf(operation, context);
  const body = await bodyOf(operation, context);
  const request = {
    path: context.req.param() as Record<string, string>,
    query: query as never,
    body: body as never,
    header: (name: string) => context.req.header(name) ?? emptyHeader(name, context),
  };
  return operation.answer(request, parts);
}

function queryOf({ query = NO_PARAMETERS }: Description, { req }: Context): unknown {
  const texts = readQuery(req.queries(), Object.keys(query.shape));
  return checked(query, texts);
}

const NO_PARAMETERS = z.strictObject({});

/** Read where it is asked for; what comes uninvited is not looked at. */
async function bodyOf(
  { body, bodyIsOptional, bodyIsUnread, bodyDepth }: Description,
  { req }: Context,
): Promise<unknown> {
  if (!body) return undefined;
  const text = await req.text();
  const value = bodyIsOptional && text.trim() === '' ? {} : readJsonBody(text, bodyDepth);
  return bodyIsUnread ? value : checked(body, value);
}

function checked(schema: z.ZodMiniType, input: unknown): unknown {
  const reading = readInput(schema, input);
  if (!reading.ok) throw invalidFields(reading.errors);
  return reading.value;
}

function response({ status, body }: OperationAnswer): Response {
  if (body === undefined) return new Response(null, { status });
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}
