/** How does a test get a Lambda of its own? The stand-in with a real SQS beside it, and the real SDKs to ask them with. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { GetEventSourceMappingCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, vi } from 'vitest';
import { startEndpoint } from '../../local/aws/endpoint.ts';
import type { FunctionDefinition } from '../../local/lambda/function-definition.ts';
import { LambdaHost, type LambdaHostOptions } from '../../local/lambda/lambda-host.ts';
import { Sqs } from '../../local/sqs/sqs.ts';

export interface RunningLambda {
  readonly host: LambdaHost;
  readonly client: LambdaClient;
  readonly sqs: Sqs;
  readonly url: string;
  /** What functions printed, line by line. */
  readonly lines: string[];
  /** Defines a function whose CommonJS `index.js` is this code. */
  define(name: string, code: string, more?: Partial<FunctionDefinition>): void;
  /** Invokes and answers what came back, parsed. */
  invoke(name: string, event: unknown): Promise<{ value: Record<string, unknown>; error: string | undefined }>;
  /** Makes a queue with this visibility timeout and answers its ARN. */
  queue(name: string, visibilitySeconds?: number, attributes?: Record<string, string>): Promise<string>;
  /** Sends bodies in one call (at most ten). */
  send(queueName: string, ...bodies: string[]): Promise<void>;
  /** Visible and hidden messages of a queue. */
  depth(queueName: string): Promise<{ visible: number; hidden: number }>;
  /** Makes a mapping and waits until it is enabled; answers its UUID. */
  map(input: Record<string, unknown>): Promise<string>;
  /** Resolves when the mapping's state is this. */
  reaches(uuid: string, state: string): Promise<void>;
  stop(): Promise<void>;
}

const SDK = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, maxAttempts: 1 };

export async function startLambda(options: Partial<LambdaHostOptions> = {}): Promise<RunningLambda> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lambda-'));
  const lines: string[] = [];
  let url = '';
  const endpoint = () => url;
  const sqs = new Sqs({ db: new DatabaseSync(':memory:'), endpoint });
  const host = new LambdaHost({
    db: new DatabaseSync(':memory:'),
    endpoint,
    sqs,
    streams: () => Promise.reject(new Error('This test has no streams.')),
    onLog: (_, line) => lines.push(line),
    transitionMs: 20,
    ...options,
  });
  const server = await startEndpoint({ json: [sqs], rest: [host] }, { host: '127.0.0.1', port: 0 });
  url = server.url;
  const client = new LambdaClient({ ...SDK, endpoint: url });
  const sqsClient = new SQSClient({ ...SDK, endpoint: url });
  const urlOf = (queueName: string) => `${url}/000000000000/${queueName}`;

  const reaches = async (UUID: string, state: string) => {
    await vi.waitFor(async () => {
      expect((await client.send(new GetEventSourceMappingCommand({ UUID }))).State).toBe(state);
    });
  };
  return {
    host,
    client,
    sqs,
    url,
    lines,
    define: (name, code, more = {}) => {
      const codeDir = path.join(folder, name);
      mkdirSync(codeDir, { recursive: true });
      writeFileSync(path.join(codeDir, 'index.js'), code);
      writeFileSync(path.join(codeDir, 'package.json'), '{"type":"commonjs"}');
      host.defineFunction({ ...functionNamed(name, codeDir), ...more });
    },
    invoke: async (FunctionName, event) => {
      const answer = await client.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }));
      return { value: JSON.parse(answer.Payload?.transformToString() ?? 'null'), error: answer.FunctionError };
    },
    queue: async (QueueName, visibilitySeconds = 30, attributes = {}) => {
      const Attributes = { VisibilityTimeout: String(visibilitySeconds), ...attributes };
      await sqsClient.send(new CreateQueueCommand({ QueueName, Attributes }));
      return `arn:aws:sqs:us-east-1:000000000000:${QueueName}`;
    },
    send: async (queueName, ...bodies) => {
      const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      await sqsClient.send(new SendMessageBatchCommand({ QueueUrl: urlOf(queueName), Entries }));
    },
    depth: async (queueName) => {
      const command = new GetQueueAttributesCommand({ QueueUrl: urlOf(queueName), AttributeNames: ['All'] });
      const { Attributes } = await sqsClient.send(command);
      return {
        visible: Number(Attributes?.ApproximateNumberOfMessages),
        hidden: Number(Attributes?.ApproximateNumberOfMessagesNotVisible),
      };
    },
    map: async (input) => {
      const { UUID } = await host.createMapping(input);
      await reaches(String(UUID), 'Enabled');
      return String(UUID);
    },
    reaches,
    stop: async () => {
      client.destroy();
      sqsClient.destroy();
      await host.stop();
      sqs.stop();
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

function functionNamed(name: string, codeDir: string): FunctionDefinition {
  return {
    name,
    codeDir,
    handler: 'index.handler',
    environment: {},
    timeoutSeconds: 10,
    memoryMb: 128,
    roleArn: `arn:aws:iam::000000000000:role/${name}`,
    accessKeyId: `key-of-${name}`,
  };
}

/** What the handlers of the tests printed as JSON, of the lines with this field. */
export function printed<T>(lines: readonly string[], field: string): T[] {
  const values = lines.map((line) => JSON.parse(line) as Record<string, T>);
  return values.flatMap((value) => (field in value ? [value[field] as T] : []));
}
