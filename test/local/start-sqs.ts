/** How does a test get an SQS of its own? The stand-in behind the real endpoint, and the real SDK to ask it with. */
import { DatabaseSync } from 'node:sqlite';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  type QueueAttributeName,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { startEndpoint } from '../../local/aws/endpoint.ts';
import { Sqs, type SqsOptions } from '../../local/sqs/sqs.ts';

export interface RunningSqs {
  readonly sqs: Sqs;
  readonly client: SQSClient;
  readonly url: string;
  /** Lets this much time pass for the service's clock. */
  pass(seconds: number): void;
  /** Makes a queue and answers its URL. */
  queue(name: string, attributes?: Record<string, string>): Promise<string>;
  /** Makes a dead-letter queue `<name>-dlq` and a queue that sends there what was received `maxReceiveCount` times. */
  queueWithDeadLetters(name: string, maxReceiveCount: number): Promise<{ queue: string; dlq: string }>;
  send(queueUrl: string, ...bodies: string[]): Promise<void>;
  receive(queueUrl: string, options?: Omit<ReceiveMessageCommandInput, 'QueueUrl'>): Promise<Message[]>;
  /** Receives all that is there once more than it may be, so that it goes to the dead-letter queue. */
  exhaust(queueUrl: string, maxReceiveCount: number): Promise<void>;
  attribute(queueUrl: string, name: QueueAttributeName): Promise<string | undefined>;
  /** How many messages are visible, as SQS says it. */
  depth(queueUrl: string): Promise<string | undefined>;
  stop(): Promise<void>;
}

export async function startSqs(options: Partial<SqsOptions> = {}): Promise<RunningSqs> {
  let passedMs = 0;
  let url = '';
  const db = options.db ?? new DatabaseSync(':memory:');
  const sqs = new Sqs({ db, endpoint: () => url, now: () => Date.now() + passedMs, ...options });
  const endpoint = await startEndpoint({ json: [sqs], rest: [] }, { host: '127.0.0.1', port: 0 });
  url = endpoint.url;
  const client = new SQSClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });

  const queue = async (name: string, attributes?: Record<string, string>) => {
    const made = await client.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
    return String(made.QueueUrl);
  };
  const running: RunningSqs = {
    sqs,
    client,
    url,
    pass: (seconds) => {
      passedMs += seconds * 1000;
    },
    queue,
    queueWithDeadLetters: async (name, maxReceiveCount) => {
      const dlq = await queue(`${name}-dlq`);
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf(`${name}-dlq`), maxReceiveCount });
      return { queue: await queue(name, { RedrivePolicy }), dlq };
    },
    send: async (QueueUrl, ...bodies) => {
      for (const MessageBody of bodies) await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    },
    receive: async (QueueUrl, receiveOptions) => {
      const input = { QueueUrl, MaxNumberOfMessages: 10, ...receiveOptions };
      const answer = await client.send(new ReceiveMessageCommand(input));
      return answer.Messages ?? [];
    },
    exhaust: async (queueUrl, maxReceiveCount) => {
      for (let round = 0; round <= maxReceiveCount; round++) await running.receive(queueUrl, { VisibilityTimeout: 0 });
    },
    depth: (queueUrl) => running.attribute(queueUrl, 'ApproximateNumberOfMessages'),
    attribute: async (QueueUrl, name) => {
      const answer = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name] }));
      return answer.Attributes?.[name];
    },
    stop: async () => {
      client.destroy();
      sqs.stop();
      await endpoint.stop();
    },
  };
  return running;
}

export function arnOf(queueName: string): string {
  return `arn:aws:sqs:us-east-1:000000000000:${queueName}`;
}
