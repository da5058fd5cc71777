/** Which permissions does a REST call to Lambda need? https://docs.aws.amazon.com/service-authorization/latest/reference/list_lambda.html */
import { AwsError, type Json } from '../aws/service.ts';
import { streamMappingPermissions } from './dynamodb-permissions.ts';
import { arn, type Lookups, type Permission, stringIn } from './permission.ts';
import { sqsMappingPermissions } from './sqs-permissions.ts';

/** The parts of a REST request that decide. */
export interface LambdaRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query?: URLSearchParams;
  /** The JSON of a mapping's creation; no other body matters. */
  readonly body?: Json;
}

/** Actions on one function, by method and the rest of the path after `/functions/<name>`. */
const FUNCTION_ACTIONS = new Map([
  ['GET ', 'GetFunction'],
  ['DELETE ', 'DeleteFunction'],
  ['GET configuration', 'GetFunctionConfiguration'],
  ['PUT configuration', 'UpdateFunctionConfiguration'],
  ['PUT code', 'UpdateFunctionCode'],
  ['POST invocations', 'InvokeFunction'],
  ['POST response-streaming-invocations', 'InvokeFunction'],
  ['POST invoke-async', 'InvokeAsync'],
  ['GET policy', 'GetPolicy'],
  ['POST policy', 'AddPermission'],
  ['GET concurrency', 'GetFunctionConcurrency'],
  ['PUT concurrency', 'PutFunctionConcurrency'],
  ['DELETE concurrency', 'DeleteFunctionConcurrency'],
]);
const MAPPING_ACTIONS = new Map([
  ['GET', 'GetEventSourceMapping'],
  ['PUT', 'UpdateEventSourceMapping'],
  ['DELETE', 'DeleteEventSourceMapping'],
]);
const TAG_ACTIONS = new Map([
  ['GET', 'ListTags'],
  ['POST', 'TagResource'],
  ['DELETE', 'UntagResource'],
]);

/** All of the permissions must be allowed. Throws for a call it does not know: nothing is let through unchecked. */
export function requiredLambdaPermissions(request: LambdaRequest, lookups: Lookups = {}): Permission[] {
  const permissions = permissionsOf(request, lookups);
  if (permissions) return permissions;
  const call = `${request.method} ${request.path}`;
  throw new AwsError('AccessDeniedException', `It is not known which permissions ${call} needs.`, { status: 403 });
}

/** What the function's role must be allowed on the source of a mapping, or Lambda refuses to make it. */
export function requiredMappingPermissions(eventSourceArn: string): Permission[] {
  if (eventSourceArn.startsWith('arn:aws:sqs:')) return sqsMappingPermissions(eventSourceArn);
  if (/^arn:aws:dynamodb:.*\/stream\//.test(eventSourceArn)) return streamMappingPermissions(eventSourceArn);
  throw new Error(`No permissions are known for a mapping from ${eventSourceArn}.`);
}

function permissionsOf(request: LambdaRequest, lookups: Lookups): Permission[] | undefined {
  const [, collection = '', ...rest] = request.path.split('/').filter((part) => part !== '');
  const [id = '', ...more] = rest.map(decodeURIComponent);
  switch (collection) {
    case 'event-source-mappings':
      return mappingPermissions(request, id, lookups);
    case 'functions':
      return functionPermissions(request, id, more.join('/'));
    case 'account-settings':
      return onResource(request.method === 'GET' ? 'GetAccountSettings' : undefined, '*');
    case 'tags':
      return onResource(TAG_ACTIONS.get(request.method), [id, ...more].join('/'));
    default:
      return undefined;
  }
}

/**
 * A mapping that does not exist yet has no ARN: its creation is checked on `*`, and a policy names the functions it may
 * be for with the key `lambda:FunctionArn`.
 */
function mappingPermissions({ method, body = {} }: LambdaRequest, uuid: string, lookups: Lookups) {
  if (uuid !== '') return onResource(MAPPING_ACTIONS.get(method), mapping(uuid), lookups.mappedFunctionArn?.(uuid));
  if (method === 'POST') return creationPermissions(body);
  return onResource(method === 'GET' ? 'ListEventSourceMappings' : undefined, '*');
}

function creationPermissions(body: Json) {
  const created = onResource('CreateEventSourceMapping', '*', functionArn(stringIn(body, 'FunctionName'))) ?? [];
  const isTagged = Object.keys(body.Tags ?? {}).length > 0;
  return [...created, ...((isTagged ? onResource('TagResource', mapping('*')) : undefined) ?? [])];
}

function functionPermissions({ method, query }: LambdaRequest, name: string, rest: string) {
  if (name === '' && method === 'GET') return onResource('ListFunctions', '*');
  const action = FUNCTION_ACTIONS.get(`${method} ${rest}`);
  const qualifier = action?.startsWith('Invoke') ? query?.get('Qualifier') : undefined;
  return onResource(action, functionArn(name) + (qualifier ? `:${qualifier}` : ''));
}

/** A function is named by its name, `account:function:name` or its ARN, each with or without a qualifier. */
function functionArn(name: string): string {
  if (name.startsWith('arn:')) return name;
  return arn('lambda', `function:${name.replace(/^\d{12}:function:/, '')}`);
}

function mapping(uuid: string): string {
  return arn('lambda', `event-source-mapping:${uuid}`);
}

function onResource(action: string | undefined, resource: string, functionArnKey?: string): Permission[] | undefined {
  if (action === undefined) return undefined;
  const context = functionArnKey === undefined ? {} : { context: { 'lambda:FunctionArn': functionArnKey } };
  return [{ action: `lambda:${action}`, resource, ...context }];
}
