/** How does a test get every local AWS service behind one endpoint, with roles and faults, and the SDKs to ask them with? */
import { DatabaseSync } from 'node:sqlite';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { startEndpoint } from '../../local/aws/endpoint.ts';
import type { OnAwsCall } from '../../local/aws/fault.ts';
import { CloudWatch } from '../../local/cloudwatch/cloudwatch.ts';
import { startDynamoDb } from '../../local/dynamodb/dynamodb.ts';
import { EventBridge } from '../../local/eventbridge/eventbridge.ts';
import type { Statement } from '../../local/iam/policy.ts';
import { RolePolicies } from '../../local/iam/role-policies.ts';
import { Kms } from '../../local/kms/kms.ts';
import { accessKeyOf, callerOf } from '../../local/lambda/access-key.ts';
import { LambdaHost } from '../../local/lambda/lambda-host.ts';
import { Sqs } from '../../local/sqs/sqs.ts';

export interface Clients {
  readonly cloudwatch: CloudWatchClient;
  readonly dynamodb: DynamoDBClient;
  readonly events: EventBridgeClient;
  readonly kms: KMSClient;
  readonly lambda: LambdaClient;
  readonly sqs: SQSClient;
}

export interface RunningAws {
  readonly lambda: LambdaHost;
  /** What a user's call goes through. */
  readonly outside: Clients;
  /** What a function's call goes through. */
  of(functionName: string): Clients;
  /** Gives a function's role these permissions and no others. */
  allow(functionName: string, ...statements: Partial<Statement>[]): void;
  stop(): Promise<void>;
}

export async function startAws(onAwsCall: OnAwsCall = () => 'pass'): Promise<RunningAws> {
  const memory = () => new DatabaseSync(':memory:');
  let url = '';
  const endpoint = () => url;
  const sqs = new Sqs({ db: memory(), endpoint });
  const events = new EventBridge({ db: memory(), deliver: () => {} });
  const kms = new Kms({ db: memory() });
  const cloudWatch = new CloudWatch({ db: memory() });
  const dynamodb = await startDynamoDb();
  const streams = (action: string, input: Record<string, unknown>) => dynamodb.call(action, input);
  const lambda = new LambdaHost({ db: memory(), endpoint, sqs, streams, onLog: () => {}, transitionMs: 20 });
  const policies = new RolePolicies({ keyArn: (given) => kms.keyArn(given) });
  const server = await startEndpoint(
    {
      ...{ json: [sqs, events, kms, cloudWatch], rest: [lambda], raw: [dynamodb], authorizer: policies },
      faultOf: ({ accessKeyId }, { service, action }, request) =>
        onAwsCall({ caller: callerOf(accessKeyId), service, action, request }),
    },
    { host: '127.0.0.1', port: 0 },
  );
  url = server.url;
  const opened: Clients[] = [];
  const clients = (accessKeyId: string): Clients => {
    const credentials = { accessKeyId, secretAccessKey: 'test' };
    const config = { endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 };
    const made = {
      cloudwatch: new CloudWatchClient(config),
      dynamodb: new DynamoDBClient(config),
      events: new EventBridgeClient(config),
      kms: new KMSClient(config),
      lambda: new LambdaClient(config),
      sqs: new SQSClient(config),
    };
    opened.push(made);
    return made;
  };
  return {
    lambda,
    outside: clients('test'),
    of: (functionName) => clients(accessKeyOf(functionName)),
    allow: (functionName, ...statements) => {
      const roleArn = `arn:aws:iam::000000000000:role/${functionName}`;
      policies.setRole(functionName, [{ Statement: statements.map((each) => ({ Effect: 'Allow', ...each })) }]);
      policies.assume(accessKeyOf(functionName), roleArn);
    },
    stop: async () => {
      for (const client of opened.flatMap((each) => Object.values(each))) client.destroy();
      await lambda.stop();
      sqs.stop();
      cloudWatch.stop();
      await events.stop();
      await server.stop();
      await dynamodb.stop();
    },
  };
}
