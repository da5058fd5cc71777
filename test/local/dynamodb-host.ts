/** A process for tests to kill: holds the local DynamoDB of the data dir it is given, and says where it answers. */
import { startDynamoDb } from '../../local/dynamodb/dynamodb.ts';

const db = await startDynamoDb({ dataDir: process.argv[2] });
process.stdout.write(`${db.url}\n`);
setInterval(() => undefined, 60_000);
