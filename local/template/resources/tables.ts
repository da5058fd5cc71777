/** AWS::DynamoDB::Table */
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsError, type Json } from '../../aws/service.ts';
import type { DynamoDb } from '../../dynamodb/dynamodb.ts';
import type { MakeResource } from '../make-resource.ts';

interface Index {
  readonly IndexName: string;
}

interface Description {
  readonly TableArn: string;
  readonly TableStatus: string;
  readonly LatestStreamArn?: string;
  readonly GlobalSecondaryIndexes?: readonly Index[];
}

export const makeTable: MakeResource = async (logicalId, properties, { account, stackName }) => {
  const { TimeToLiveSpecification, PointInTimeRecoverySpecification, Tags, ...table } = properties;
  const name = String(table.TableName ?? `${stackName}-${logicalId}`);
  const { dynamodb } = account;
  const known = await describe(dynamodb, name);
  if (known) await addIndexes(dynamodb, name, known, table);
  else await dynamodb.call('CreateTable', { ...table, TableName: name, Tags, ...streamOf(table) });
  const made = await untilActive(dynamodb, name);
  if (!known && TimeToLiveSpecification) {
    await dynamodb.call('UpdateTimeToLive', { TableName: name, TimeToLiveSpecification });
  }
  if (PointInTimeRecoverySpecification) {
    await dynamodb.call('UpdateContinuousBackups', { TableName: name, PointInTimeRecoverySpecification });
  }
  const stream = made.LatestStreamArn === undefined ? {} : { StreamArn: made.LatestStreamArn };
  return { ref: name, attributes: { Arn: made.TableArn, ...stream } };
};

/** CloudFormation says only what a stream shows; the service wants to hear that there is one. */
function streamOf({ StreamSpecification: stream }: Json): Json {
  return stream ? { StreamSpecification: { StreamEnabled: true, ...(stream as Json) } } : {};
}

/** A newer template may have an index more. */
async function addIndexes(dynamodb: DynamoDb, name: string, known: Description, table: Json): Promise<void> {
  const has = new Set((known.GlobalSecondaryIndexes ?? []).map(({ IndexName }) => IndexName));
  const wanted = (table.GlobalSecondaryIndexes ?? []) as Index[];
  for (const index of wanted.filter(({ IndexName }) => !has.has(IndexName))) {
    await dynamodb.call('UpdateTable', {
      TableName: name,
      AttributeDefinitions: table.AttributeDefinitions,
      GlobalSecondaryIndexUpdates: [{ Create: index }],
    });
  }
}

async function describe(dynamodb: DynamoDb, name: string): Promise<Description | undefined> {
  try {
    const { Table } = await dynamodb.call('DescribeTable', { TableName: name });
    return Table as Description;
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

async function untilActive(dynamodb: DynamoDb, name: string): Promise<Description> {
  for (;;) {
    const table = await describe(dynamodb, name);
    if (table?.TableStatus === 'ACTIVE') return table;
    await sleep(20);
  }
}
