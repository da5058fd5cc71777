/** Do calls to AWS fail as a test asked, whatever protocol they speak? */
import { CreateTableCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ListFunctionsCommand, ListTagsCommand, TagResourceCommand } from '@aws-sdk/client-lambda';
import { CreateQueueCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AwsCall, Fault } from '../../local/aws/fault.ts';
import { type RunningAws, startAws } from './start-aws.ts';

let aws: RunningAws;
let calls: AwsCall[] = [];
let verdict: 'pass' | Fault | Promise<'pass' | Fault> = 'pass';
let mapping: string;

beforeAll(async () => {
  aws = await startAws((call) => {
    calls.push(call);
    return verdict;
  });
  await aws.outside.dynamodb.send(
    new CreateTableCommand({
      TableName: 'orders',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
  await aws.outside.sqs.send(new CreateQueueCommand({ QueueName: 'mapped', Attributes: { VisibilityTimeout: '60' } }));
  aws.lambda.defineFunction({
    ...{ name: 'deliver', codeDir: '/nowhere', handler: 'index.handler', environment: {}, accessKeyId: 'key' },
    ...{ timeoutSeconds: 10, memoryMb: 128, roleArn: 'arn:aws:iam::000000000000:role/r' },
  });
  const EventSourceArn = 'arn:aws:sqs:us-east-1:000000000000:mapped';
  const made = await aws.lambda.createMapping({ FunctionName: 'deliver', EventSourceArn, Enabled: false });
  mapping = String(made.EventSourceMappingArn);
});
afterAll(() => aws.stop());
beforeEach(() => {
  calls = [];
  verdict = 'pass';
});

/** A write of each protocol, and whether it has been done. */
const writes = {
  'sqs CreateQueue': {
    write: (name: string) => aws.outside.sqs.send(new CreateQueueCommand({ QueueName: name })),
    isDone: (name: string) =>
      aws.outside.sqs.send(new GetQueueUrlCommand({ QueueName: name })).then(
        () => true,
        () => false,
      ),
  },
  'dynamodb PutItem': {
    write: (name: string) =>
      aws.outside.dynamodb.send(new PutItemCommand({ TableName: 'orders', Item: { id: { S: name } } })),
    isDone: async (name: string) => {
      const get = new GetItemCommand({ TableName: 'orders', Key: { id: { S: name } } });
      return (await aws.outside.dynamodb.send(get)).Item !== undefined;
    },
  },
  'lambda TagResource': {
    write: (name: string) =>
      aws.outside.lambda.send(new TagResourceCommand({ Resource: mapping, Tags: { [name]: '' } })),
    isDone: async (name: string) => {
      const { Tags = {} } = await aws.outside.lambda.send(new ListTagsCommand({ Resource: mapping }));
      return name in Tags;
    },
  },
};

describe.each(Object.entries(writes))('%s', (call, { write, isDone }) => {
  const [service, action] = call.split(' ');

  it('is asked about by its caller, service, action and words, and goes through', async () => {
    await write('passes');
    expect(calls).toMatchObject([{ caller: 'outside', service, action, request: expect.stringContaining('passes') }]);
    expect(await isDone('passes')).toBe(true);
  });

  it.each(['before', 'after'] as const)('fails %s it is executed, as an error of the service', async (fault) => {
    verdict = { fault, kind: { code: 'ThrottlingException', status: 400 } };
    await expect(write(`error-${fault}`)).rejects.toMatchObject({
      name: 'ThrottlingException',
      $metadata: { httpStatusCode: 400 },
    });
    verdict = 'pass';
    expect(await isDone(`error-${fault}`)).toBe(fault === 'after');
  });

  it.each(['before', 'after'] as const)('loses its connection %s it is executed', async (fault) => {
    verdict = { fault, kind: 'reset' };
    await expect(write(`reset-${fault}`)).rejects.toMatchObject({ code: 'ECONNRESET' });
    verdict = 'pass';
    expect(await isDone(`reset-${fault}`)).toBe(fault === 'after');
  });
});

it('a call that fails before is not refused for want of permission: nobody asked', async () => {
  aws.allow('deliver');
  const own = aws.of('deliver').lambda;
  await expect(own.send(new ListFunctionsCommand({}))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  expect(calls).toMatchObject([{ caller: 'deliver', service: 'lambda', action: 'ListFunctions' }]);
  verdict = { fault: 'before', kind: { code: 'ServiceException', status: 500 } };
  await expect(own.send(new ListFunctionsCommand({}))).rejects.toMatchObject({ name: 'ServiceException' });
});

it('a call is held up until the test has decided', async () => {
  let decide: (decided: 'pass') => void = () => {};
  verdict = new Promise((resolve) => {
    decide = resolve;
  });
  const held = writes['sqs CreateQueue'].write('held');
  await expect.poll(() => calls).toHaveLength(1);
  verdict = 'pass';
  expect(await writes['sqs CreateQueue'].isDone('held')).toBe(false);
  decide('pass');
  await held;
  expect(await writes['sqs CreateQueue'].isDone('held')).toBe(true);
});
