/** Makes operations the handler of a function behind the HTTP API. */
import type { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2 } from 'aws-lambda';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import type { Operation } from './operation.ts';
import { operationRoutes } from './routes.ts';

export function operationsHandler<Parts>(operations: readonly Operation<Parts>[], parts: Parts, logger: Logger) {
  const routes = operationRoutes(operations, parts, (error, path) => logger.error('fault', { path, error }));
  const answer = handle(routes);
  return middy<APIGatewayProxyEventV2, APIGatewayProxyResultV2>().handler(
    (event: APIGatewayProxyEventV2) =>
      answer(withEncodedPath(event) as unknown as LambdaEvent) as Promise<APIGatewayProxyResultV2>,
  );
}

/** API Gateway decodes the path; put into a URL as it is, an id with `#` or `%` would be read as another one. */
function withEncodedPath(event: APIGatewayProxyEventV2): APIGatewayProxyEventV2 {
  return { ...event, rawPath: event.rawPath.split('/').map(encodeURIComponent).join('/') };
}
