/** Which of the host's doors does a Lambda REST request go through? */
import { AwsError, type Json, type RestAnswer, type RestRequest } from '../aws/service.ts';
import type { EventQueue } from './event-queue.ts';
import { describeFunction } from './function-definition.ts';
import type { FunctionPool } from './function-pool.ts';
import { ACCOUNT_CONCURRENCY, type FunctionRegistry } from './function-registry.ts';
import { invokeByRest } from './invocation-door.ts';
import { mappingArn } from './mapping.ts';
import type { Mappings } from './mappings.ts';

export interface LambdaParts {
  readonly functions: FunctionRegistry;
  readonly events: EventQueue;
  readonly mappings: Mappings;
}

interface Asked {
  /** The function, UUID or ARN in the path; empty when the path names none. */
  readonly named: string;
  readonly request: RestRequest;
}

type Answer = (parts: LambdaParts, asked: Asked) => RestAnswer | Promise<RestAnswer>;

const FUNCTION = '/2015-03-31/functions/([^/]+)';
const MAPPINGS = '/2015-03-31/event-source-mappings';
const TAGS = '/2017-03-31/tags/(.+)';
/** In bytes; https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const CODE_LIMITS = { TotalCodeSize: 80_530_636_800, CodeSizeUnzipped: 262_144_000, CodeSizeZipped: 52_428_800 };

const ROUTES = [
  route('Invoke', 'POST', `${FUNCTION}/invocations`, invokeByRest),
  route('ListFunctions', 'GET', '/2015-03-31/functions', listFunctions),
  route('GetFunction', 'GET', FUNCTION, getFunction),
  route('GetFunctionConfiguration', 'GET', `${FUNCTION}/configuration`, getConfiguration),
  route('CreateEventSourceMapping', 'POST', MAPPINGS, createMapping),
  route('ListEventSourceMappings', 'GET', MAPPINGS, listMappings),
  route('GetEventSourceMapping', 'GET', `${MAPPINGS}/([^/]+)`, getMapping),
  route('UpdateEventSourceMapping', 'PUT', `${MAPPINGS}/([^/]+)`, updateMapping),
  route('DeleteEventSourceMapping', 'DELETE', `${MAPPINGS}/([^/]+)`, deleteMapping),
  route('ListTags', 'GET', TAGS, listTags),
  route('TagResource', 'POST', TAGS, tagResource),
  route('UntagResource', 'DELETE', TAGS, untagResource),
  route('GetAccountSettings', 'GET', '/2016-08-19/account-settings', getAccountSettings),
];

/** The first parts of Lambda's paths, also of calls that are refused here: so it is Lambda that refuses them. */
export const PATH_PREFIXES = [
  '/2014-11-13/',
  '/2015-03-31/',
  '/2016-08-19/',
  '/2017-03-31/',
  '/2017-10-31/',
  '/2019-09-25/',
  '/2019-09-30/',
  '/2021-10-31/',
];

export async function answerRest(parts: LambdaParts, request: RestRequest): Promise<RestAnswer> {
  const found = find(request);
  if (found) return found.answer(parts, { named: decodeURIComponent(found.match[1] ?? ''), request });
  const what = `${request.method} ${request.path}`;
  throw new AwsError('UnknownOperationException', `The local Lambda does not support ${what}.`, { status: 404 });
}

/** What the API calls this request: `Invoke`, `CreateEventSourceMapping`… */
export function actionOf(request: RestRequest): string {
  return find(request)?.action ?? `${request.method} ${request.path}`;
}

function find(request: RestRequest) {
  for (const each of ROUTES) {
    const match = each.method === request.method ? each.path.exec(request.path) : null;
    if (match) return { ...each, match };
  }
  return undefined;
}

function route(action: string, method: string, path: string, answer: Answer) {
  return { action, method, path: new RegExp(`^${path}/?$`), answer };
}

function listFunctions({ functions }: LambdaParts): RestAnswer {
  return { status: 200, body: { Functions: functions.all().map(describe) } };
}

function getFunction({ functions }: LambdaParts, asked: Asked): RestAnswer {
  const pool = findFunction(functions, asked);
  const { reservedConcurrency: reserved, codeDir } = pool.definition;
  const Code = { RepositoryType: 'S3', Location: `file://${codeDir}` };
  const Concurrency = { ReservedConcurrentExecutions: reserved };
  return { status: 200, body: { Configuration: describe(pool), Code, ...(reserved !== undefined && { Concurrency }) } };
}

function getConfiguration({ functions }: LambdaParts, asked: Asked): RestAnswer {
  return { status: 200, body: describe(findFunction(functions, asked)) };
}

async function createMapping({ mappings }: LambdaParts, { request }: Asked): Promise<RestAnswer> {
  return { status: 202, body: await mappings.create(readInput(request)) };
}

function listMappings({ mappings }: LambdaParts, { request }: Asked): RestAnswer {
  const { MaxItems, ...filter } = Object.fromEntries(request.query);
  return {
    status: 200,
    body: mappings.list(MaxItems === undefined ? filter : { ...filter, MaxItems: Number(MaxItems) }),
  };
}

function getMapping({ mappings }: LambdaParts, { named }: Asked): RestAnswer {
  return { status: 200, body: mappings.get(named) };
}

async function updateMapping({ mappings }: LambdaParts, { named, request }: Asked): Promise<RestAnswer> {
  return { status: 202, body: await mappings.update(named, readInput(request)) };
}

function deleteMapping({ mappings }: LambdaParts, { named }: Asked): RestAnswer {
  return { status: 202, body: mappings.delete(named) };
}

function listTags({ mappings }: LambdaParts, { named }: Asked): RestAnswer {
  return { status: 200, body: { Tags: mappings.tags(mappingOf(named)) } };
}

function tagResource({ mappings }: LambdaParts, { named, request }: Asked): RestAnswer {
  const uuid = mappingOf(named);
  const { Tags } = readInput(request) as { Tags?: Record<string, string> };
  mappings.setTags(uuid, { ...mappings.tags(uuid), ...Tags });
  return { status: 204 };
}

function untagResource({ mappings }: LambdaParts, { named, request }: Asked): RestAnswer {
  const uuid = mappingOf(named);
  const removed = request.query.getAll('tagKeys');
  const kept = Object.entries(mappings.tags(uuid)).filter(([key]) => !removed.includes(key));
  mappings.setTags(uuid, Object.fromEntries(kept));
  return { status: 204 };
}

/** What functions have reserved is not there for the others. */
function getAccountSettings({ functions }: LambdaParts): RestAnswer {
  const reserved = functions.all().reduce((sum, { definition }) => sum + (definition.reservedConcurrency ?? 0), 0);
  const AccountLimit = {
    ConcurrentExecutions: ACCOUNT_CONCURRENCY,
    UnreservedConcurrentExecutions: ACCOUNT_CONCURRENCY - reserved,
    ...CODE_LIMITS,
  };
  return { status: 200, body: { AccountLimit, AccountUsage: { FunctionCount: functions.all().length } } };
}

function readInput({ body }: RestRequest): Json {
  try {
    return JSON.parse(body.toString() || '{}') as Json;
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON.');
  }
}

function findFunction(functions: FunctionRegistry, { named, request }: Asked): FunctionPool {
  return functions.find(named, request.query.get('Qualifier'));
}

function describe({ definition, lastModified }: FunctionPool) {
  return describeFunction(definition, lastModified);
}

function mappingOf(arn: string): string {
  const prefix = mappingArn('');
  if (arn.startsWith(prefix)) return arn.slice(prefix.length);
  throw new AwsError('InvalidParameterValueException', `Only event source mappings have tags locally, not ${arn}.`);
}
