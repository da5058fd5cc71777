/** How do the functions speak to DynamoDB? One client a function, plain values in and out. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export function documentClient(): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient({}), {
    // The second: else an object with a field named `constructor` would not be taken for an object.
    marshallOptions: { removeUndefinedValues: true, convertClassInstanceToMap: true },
  });
}
