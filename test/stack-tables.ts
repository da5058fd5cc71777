/** The stack's tables as the tests reach them: past the API, as the functions do. */
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export type TableName = 'Claims' | 'Deliveries' | 'Health' | 'Jobs' | 'Subscribers';

export class StackTables {
  readonly client: DynamoDBDocumentClient;

  constructor(awsUrl: string) {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const client = new DynamoDBClient({ endpoint: awsUrl, region: 'us-east-1', credentials });
    this.client = DynamoDBDocumentClient.from(client);
  }

  /** The name CloudFormation gave it. */
  async name(table: TableName): Promise<string> {
    const { TableNames = [] } = await this.client.send(new ListTablesCommand({}));
    const name = TableNames.find((each) => each.includes(`Records${table}`));
    if (name === undefined) throw new Error(`There is no table of ${table} among ${TableNames.join(', ')}.`);
    return name;
  }

  async write(table: TableName, items: readonly object[]): Promise<void> {
    const name = await this.name(table);
    for (let at = 0; at < items.length; at += 25) {
      const puts = items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } }));
      await this.client.send(new BatchWriteCommand({ RequestItems: { [name]: puts } }));
    }
  }
}
