/** A table of jobs as the stack has it, on a DynamoDB of its own. */
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { LISTING_INDEX } from '../../../core/table-indexes.ts';
import { JobRecords } from '../../../lambdas/records/job-records.ts';
import { startEndpoint } from '../../../local/aws/endpoint.ts';
import { startDynamoDb } from '../../../local/dynamodb/dynamodb.ts';

export const JOBS_TABLE = 'Jobs';

export interface JobsTable {
  readonly url: string;
  readonly client: DynamoDBDocumentClient;
  readonly jobs: JobRecords;
  stop(): Promise<void>;
}

export async function startJobsTable(): Promise<JobsTable> {
  const db = await startDynamoDb();
  const endpoint = await startEndpoint({ json: [], rest: [], raw: [db] }, { host: '127.0.0.1', port: 0 });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ endpoint: endpoint.url, region: 'us-east-1', credentials });
  await client.send(
    new CreateTableCommand({
      TableName: JOBS_TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['id', 'listing'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: LISTING_INDEX,
          KeySchema: [
            { AttributeName: 'listing', KeyType: 'HASH' },
            { AttributeName: 'id', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return {
    url: endpoint.url,
    client: documents,
    jobs: new JobRecords(documents, JOBS_TABLE),
    stop: async () => {
      client.destroy();
      await endpoint.stop();
      await db.stop();
    },
  };
}
