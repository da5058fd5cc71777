/** A table for the delivery log as the stack makes it, in a DynamoDB of the test's own. */
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { UNDELIVERED_BY_TIME_INDEX, UNDELIVERED_INDEX } from '../../../core/table-indexes.ts';
import { DeliveryRecords } from '../../../lambdas/records/delivery-records.ts';
import { startDynamoDb } from '../../../local/dynamodb/dynamodb.ts';

const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
const keys = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  { AttributeName: range, KeyType: 'RANGE' as const },
];

export interface DeliveryTable {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
  readonly records: DeliveryRecords;
  stop(): Promise<void>;
}

export async function startDeliveryTable(): Promise<DeliveryTable> {
  const dynamodb = await startDynamoDb();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const plain = new DynamoDBClient({ endpoint: dynamodb.url, region: 'us-east-1', credentials });
  const client = DynamoDBDocumentClient.from(plain, { marshallOptions: { removeUndefinedValues: true } });
  const name = 'Deliveries';
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'undeliveredOf', 'undeliveredIn', 'undeliveredSort'].map(text),
      KeySchema: keys('pk', 'sk'),
      GlobalSecondaryIndexes: [
        {
          IndexName: UNDELIVERED_INDEX,
          KeySchema: keys('undeliveredOf', 'undeliveredSort'),
          Projection: { ProjectionType: 'ALL' },
        },
        {
          IndexName: UNDELIVERED_BY_TIME_INDEX,
          KeySchema: keys('undeliveredIn', 'undeliveredSort'),
          Projection: {
            ProjectionType: 'INCLUDE',
            NonKeyAttributes: ['subscriberId', 'eventId', 'eventType', 'eventTime', 'status', 'deadReason', 'deadAt'],
          },
        },
      ],
    }),
  );
  return {
    ...{ client, name, records: new DeliveryRecords(client, name, 30) },
    stop: async () => {
      client.destroy();
      plain.destroy();
      await dynamodb.stop();
    },
  };
}
