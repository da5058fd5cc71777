/** What does a REST request ask? Its path begins with its service's. */
import { type Asked, type Authorizer, answerWith, jsonRefusal } from './asked.ts';
import { AwsError, type Call, type RestRequest, type RestService } from './service.ts';

interface Services {
  readonly rest: readonly RestService[];
  readonly authorizer?: Authorizer;
}

export function askedByPath({ rest, authorizer }: Services, request: RestRequest, call: Call): Asked {
  const service = rest.find(({ pathPrefixes }) => pathPrefixes.some((prefix) => request.path.startsWith(prefix)));
  const what = `${request.method} ${request.path}`;
  return {
    ...(service?.nameOf(request) ?? { service: 'unknown', action: what }),
    run: async () => {
      if (!service) {
        throw new AwsError('UnknownOperationException', `No local service answers ${what}.`, { status: 404 });
      }
      authorizer?.authorizeRest(request, call);
      const { status, headers, body } = await service.handleRest(request, call);
      const answer = answerWith(status, 'application/json', bytesOf(body));
      return { ...answer, headers: { ...answer.headers, ...headers } };
    },
    refuse: (error) => jsonRefusal(error, 'application/json'),
  };
}

function bytesOf(body: unknown): string | Buffer {
  if (typeof body === 'string' || Buffer.isBuffer(body)) return body;
  return body === undefined ? '' : JSON.stringify(body);
}
