/** Makes operations the handler of a function behind the HTTP API. */
import type { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2 } from 'aws-lambda';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { Problem } from '../subscribers/problem.ts';
import type { Operation } from './operation.ts';
import { problemAnswer } from './problem-answer.ts';
import { operationRoutes } from './routes.ts';

export function operationsHandler<Parts>(operations: readonly Operation<Parts>[], parts: Parts, logger: Logger) {
  const routes = operationRoutes(operations, parts, (error, path) => logger.error('fault', { path, error }));
  const answer = handle(routes);
  return middy<APIGatewayProxyEventV2, APIGatewayProxyResultV2>().handler((event: APIGatewayProxyEventV2) =>
    leadsAstray(event.rawPath)
      ? noSuchPath(event)
      : (answer(withEncodedPath(event) as unknown as LambdaEvent) as Promise<APIGatewayProxyResultV2>),
  );
}

/** A URL takes `..` for a step up, to an operation that nobody has allowed the caller. */
function leadsAstray(path: string): boolean {
  return path.split('/').some((segment) => segment === '.' || segment === '..');
}

async function noSuchPath({ requestContext, rawPath }: APIGatewayProxyEventV2): Promise<APIGatewayProxyResultV2> {
  const answer = problemAnswer(new Problem('not-found', `The API has no ${requestContext.http.method} ${rawPath}.`));
  const headers = Object.fromEntries(answer.headers);
  return { statusCode: answer.status, headers, body: await answer.text() };
}

/** API Gateway decodes the path; put into a URL as it is, an id with `#` or `%` would be read as another one. */
function withEncodedPath(event: APIGatewayProxyEventV2): APIGatewayProxyEventV2 {
  return { ...event, rawPath: event.rawPath.split('/').map(encodeURIComponent).join('/') };
}
