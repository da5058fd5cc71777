import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { PutTargetsCommand, RemoveTargetsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestPlatform } from '../test-platform.ts';
import { SubscriberResourcesView } from './subscriber-resources.ts';

interface Put {
  readonly contentType: string | undefined;
  readonly path: string | undefined;
  readonly body: Record<string, unknown>;
}

let fanfare: TestPlatform;
let resources: SubscriberResourcesView;
/** Where CloudFormation would wait for its answer. */
let cloudFormation: http.Server;
let answerStatus = 200;
const puts: Put[] = [];

beforeAll(async () => {
  fanfare = await TestPlatform.start();
  resources = new SubscriberResourcesView(fanfare);
  cloudFormation = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
    puts.push({ contentType: request.headers['content-type'], path: request.url, body });
    response.writeHead(answerStatus).end();
  });
  await new Promise<void>((resolve) => cloudFormation.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await fanfare.stop();
  cloudFormation.close();
});

/** Sends the event, as CloudFormation does; answers what was PUT meanwhile, and the function's own fault. */
async function tell(RequestType: 'Create' | 'Update' | 'Delete') {
  const { port } = cloudFormation.address() as AddressInfo;
  const event = {
    ...{ RequestType, ResponseURL: `http://127.0.0.1:${port}/answer?signature=a%2Fb`, RequestId: 'request-1' },
    ...{ StackId: 'stack-1', LogicalResourceId: 'Leftovers', ResourceType: 'Custom::FanfareLeftovers' },
    ...(RequestType === 'Create' ? {} : { PhysicalResourceId: 'leftovers-1' }),
    ...{ ServiceToken: 'x', ResourceProperties: { ServiceToken: 'x' } },
  };
  puts.length = 0;
  const { FunctionError } = await resources.lambda.send(
    new InvokeCommand({ FunctionName: 'fanfare-local-cleanup', Payload: JSON.stringify(event) }),
  );
  return { puts: [...puts], FunctionError };
}

const answered = (Status: string, Reason: string, PhysicalResourceId: string) => ({
  FunctionError: undefined,
  puts: [
    {
      contentType: '',
      path: '/answer?signature=a%2Fb',
      body: {
        ...{ Status, Reason, PhysicalResourceId },
        ...{ StackId: 'stack-1', RequestId: 'request-1', LogicalResourceId: 'Leftovers' },
      },
    },
  ],
});

describe('when the stack', () => {
  const halfMade = `sub_${'a'.repeat(32)}`;
  const others = [`fanfare-local-eu-sub_${'b'.repeat(32)}`, `fanfare-localsub_${'c'.repeat(32)}`];
  let ids: string[];
  beforeAll(async () => {
    const some = [
      await fanfare.subscribe('/one', { eventTypes: ['one'] }),
      await fanfare.subscribe('/two', { eventTypes: ['two'] }),
    ];
    ids = [...some.map(({ id }) => id), halfMade];
    for (const QueueName of [...others, `fanfare-local-${halfMade}-dlq`]) {
      await fanfare.sqs.send(new CreateQueueCommand({ QueueName }));
    }
  });
  const left = async () => (await Promise.all(ids.map((id) => resources.left(id)))).flat();
  const everything = ['queues', 'mapping', 'rule', 'queues', 'mapping', 'rule', 'queues'];

  it('is created or updated, cleanup says yes and removes nothing', async () => {
    expect(await tell('Create')).toEqual(answered('SUCCESS', 'Nothing is left.', 'Leftovers'));
    expect(await tell('Update')).toEqual(answered('SUCCESS', 'Nothing is left.', 'leftovers-1'));
    expect(await left()).toEqual(everything);
  });

  it('is deleted and something cannot be removed, cleanup says why', async () => {
    const rule = { Rule: `fanfare-local-${ids[0]}`, EventBusName: fanfare.bus };
    const own = { Id: 'an-operators-own', Arn: resources.queueArn(ids[1] ?? '') };
    await fanfare.events.send(new PutTargetsCommand({ ...rule, Targets: [own] }));
    expect(await tell('Delete')).toEqual(
      answered('FAILED', expect.stringContaining('it has targets') as string, 'leftovers-1'),
    );
    await fanfare.events.send(new RemoveTargetsCommand({ ...rule, Ids: [own.Id] }));
  });

  it('is deleted, all that was made at run time is gone, and nothing else', async () => {
    expect(await tell('Delete')).toEqual(answered('SUCCESS', 'Nothing is left.', 'leftovers-1'));
    expect(await left()).toEqual([]);
    const queues = (await resources.queueUrls('fanfare-')).map((url) => url.split('/').at(-1)).sort();
    const ofTheStack = ['fanfare-local-jobs', 'fanfare-local-platform-dlq', 'fanfare-local-provision-retries'];
    expect(queues).toEqual([...ofTheStack, ...others].sort());
  });

  it('is deleted again, there is nothing to do', async () => {
    expect(await tell('Delete')).toEqual(answered('SUCCESS', 'Nothing is left.', 'leftovers-1'));
  });

  it('does not take the answer, the function fails, and Lambda runs it again', async () => {
    answerStatus = 403;
    const { FunctionError } = await tell('Delete');
    expect(FunctionError).toBe('Unhandled');
  });
});
