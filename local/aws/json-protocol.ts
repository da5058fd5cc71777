/** What does a request of the AWS JSON protocols ask? It names its service and action in `X-Amz-Target`. */
import { type Answer, type Asked, type Authorizer, answerWith, jsonRefusal } from './asked.ts';
import { AwsError, type Call, type Json, type JsonService } from './service.ts';

/** A service whose calls are passed on as bytes (DynamoDB: its process speaks the protocol itself). */
export interface RawService {
  readonly targets: readonly string[];
  forward(target: string, body: Buffer): Promise<Answer>;
}

interface Services {
  readonly json: readonly JsonService[];
  readonly raw?: readonly RawService[];
  readonly authorizer?: Authorizer;
}

/** Under which name IAM knows a target. */
const NAMES: Readonly<Record<string, string>> = {
  AWSEvents: 'events',
  AmazonSQS: 'sqs',
  DynamoDBStreams_20120810: 'dynamodb',
  DynamoDB_20120810: 'dynamodb',
  GraniteServiceVersion20100801: 'cloudwatch',
  TrentService: 'kms',
};

export function askedByTarget(services: Services, target: string, body: Buffer, call: Call): Asked {
  const [name = '', action = ''] = target.split('.');
  const raw = services.raw?.find((service) => service.targets.includes(name));
  const service = services.json.find((candidate) => candidate.target === name);
  const contentType = service?.contentType ?? 'application/x-amz-json-1.0';
  return {
    service: NAMES[name] ?? name,
    action,
    run: async () => {
      const mustAsk = services.authorizer?.concerns(call) ?? false;
      const input = raw && !mustAsk ? {} : parseInput(body);
      if (mustAsk) services.authorizer?.authorize(name, action, input, call);
      if (raw) return raw.forward(target, body);
      if (!service) throw new AwsError('UnknownOperationException', `No local service answers ${target}.`);
      return answerWith(200, contentType, JSON.stringify(await service.handle(action, input, call)));
    },
    refuse: (error) => jsonRefusal(error, contentType),
  };
}

function parseInput(body: Buffer): Json {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8')) as Json;
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON.');
  }
}
