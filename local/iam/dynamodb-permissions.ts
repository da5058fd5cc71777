/** Which permissions does a call to DynamoDB or its streams need? https://docs.aws.amazon.com/service-authorization/latest/reference/list_dynamodb.html */
import type { Json } from '../aws/service.ts';
import { arn, objectsIn, type Permission, stringIn } from './permission.ts';

const TABLE_ACTIONS = new Set(
  `CreateTable DeleteItem DeleteTable DescribeContinuousBackups DescribeTable DescribeTimeToLive GetItem PutItem
   UpdateContinuousBackups UpdateItem UpdateTable UpdateTimeToLive`.split(/\s+/),
);
const TAG_ACTIONS = new Set(['ListTagsOfResource', 'TagResource', 'UntagResource']);
const UNBOUND_ACTIONS = new Set(['DescribeEndpoints', 'DescribeLimits', 'ListBackups', 'ListStreams', 'ListTables']);
const TRANSACT_ACTIONS: Readonly<Record<string, string>> = {
  ConditionCheck: 'ConditionCheckItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
};

export function dynamodbPermissions(action: string, input: Json): Permission[] | undefined {
  if (UNBOUND_ACTIONS.has(action)) return [permission(action, '*')];
  if (TAG_ACTIONS.has(action)) return [permission(action, stringIn(input, 'ResourceArn'))];
  if (TABLE_ACTIONS.has(action)) return tablePermissions(action, input);
  switch (action) {
    case 'Query':
    case 'Scan':
      return [withContext(permission(action, tableOrIndex(input)), input)];
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return Object.keys(input.RequestItems ?? {}).map((name) => withContext(permission(action, table(name)), input));
    case 'TransactGetItems':
    case 'TransactWriteItems':
      return objectsIn(input, 'TransactItems').flatMap((item) => transactPermissions(action, item));
    case 'ExecuteStatement':
      return [statementPermission(stringIn(input, 'Statement'))];
    case 'BatchExecuteStatement':
      return objectsIn(input, 'Statements').map((each) => statementPermission(stringIn(each, 'Statement')));
    case 'ExecuteTransaction':
      return objectsIn(input, 'TransactStatements').map((each) => statementPermission(stringIn(each, 'Statement')));
    default:
      return undefined;
  }
}

export function dynamodbStreamsPermissions(action: string, input: Json): Permission[] | undefined {
  switch (action) {
    case 'DescribeStream':
    case 'GetShardIterator':
      return [permission(action, stringIn(input, 'StreamArn'))];
    case 'GetRecords':
      // An iterator begins with its stream's ARN; one that does not is opaque to us and checked without a resource.
      return [permission(action, /^(arn:[^|]+)\|/.exec(stringIn(input, 'ShardIterator'))?.[1] ?? '*')];
    case 'ListStreams':
      return [permission(action, '*')];
    default:
      return undefined;
  }
}

/** What a function's role needs before Lambda makes a mapping from the stream to the function. */
export function streamMappingPermissions(streamArn: string): Permission[] {
  const onStream = ['DescribeStream', 'GetRecords', 'GetShardIterator'].map((each) => permission(each, streamArn));
  return [...onStream, permission('ListStreams', '*')];
}

function tablePermissions(action: string, input: Json): Permission[] {
  const needed = withContext(permission(action, tableOrIndex(input)), input);
  const isTagged = action === 'CreateTable' && objectsIn(input, 'Tags').length > 0;
  return isTagged ? [needed, permission('TagResource', needed.resource)] : [needed];
}

function transactPermissions(enclosing: string, item: Json): Permission[] {
  return Object.entries(item).flatMap(([kind, details]) => {
    const action = TRANSACT_ACTIONS[kind];
    if (!action) return [];
    const resource = table(stringIn(details as Json, 'TableName'));
    return [{ ...permission(action, resource), context: { 'dynamodb:EnclosingOperation': enclosing } }];
  });
}

/** PartiQL has its own actions, on the table or index that the statement names. */
function statementPermission(statement: string): Permission {
  const [, verb = ''] = /^\s*(?:EXISTS\s*\(\s*)?(INSERT|UPDATE|DELETE|SELECT)\b/i.exec(statement) ?? [];
  const kind = verb.charAt(0).toUpperCase() + verb.slice(1).toLowerCase();
  const named = /\b(?:INTO|FROM|UPDATE)\s+(?:"([^"]+)"|'([^']+)'|([\w.-]+))(?:\s*\.\s*"([^"]+)")?/i.exec(statement);
  const [, doubleQuoted, quoted, bare, index] = named ?? [];
  const name = doubleQuoted ?? quoted ?? bare;
  if (kind === '' || name === undefined) return permission('PartiQLSelect', '*');
  return permission(`PartiQL${kind}`, index === undefined ? table(name) : `${table(name)}/index/${index}`);
}

function withContext(needed: Permission, input: Json): Permission {
  const keys = ['ReturnValues', 'ReturnConsumedCapacity', 'Select'].filter((key) => stringIn(input, key) !== '');
  if (keys.length === 0) return needed;
  return { ...needed, context: Object.fromEntries(keys.map((key) => [`dynamodb:${key}`, stringIn(input, key)])) };
}

function tableOrIndex(input: Json): string {
  const index = stringIn(input, 'IndexName');
  return table(stringIn(input, 'TableName')) + (index === '' ? '' : `/index/${index}`);
}

function table(name: string): string {
  return name.startsWith('arn:') ? name : arn('dynamodb', `table/${name}`);
}

function permission(action: string, resource: string): Permission {
  return { action: `dynamodb:${action}`, resource };
}
