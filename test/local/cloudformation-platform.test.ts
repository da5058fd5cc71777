/** What do CloudFormation and faults look like on the platform itself? */
import { CloudFormationClient, DeleteStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AwsCall } from '../../local/aws/fault.ts';
import { TestPlatform } from '../test-platform.ts';
import { outputsOf } from './start-cloudformation.ts';

let fanfare: TestPlatform;
let client: CloudFormationClient;
let calls: AwsCall[] = [];
let isFailing: (call: AwsCall) => boolean = () => false;

beforeAll(async () => {
  const onAwsCall = (call: AwsCall) => {
    calls.push(call);
    return isFailing(call) ? { fault: 'after' as const, kind: 'reset' as const } : 'pass';
  };
  fanfare = await TestPlatform.start({}, { onAwsCall });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  client = new CloudFormationClient({ endpoint: fanfare.platform.awsUrl, region: 'us-east-1', credentials });
});
afterAll(async () => {
  client.destroy();
  await fanfare.stop();
});
beforeEach(() => {
  calls = [];
  isFailing = () => false;
});

describe('the platform', () => {
  it('finds its addresses in the outputs of its own stack, none of which lead off this machine', async () => {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: 'Fanfare-local' }));
    const outputs = stack && outputsOf(stack);
    expect(outputs).toEqual(fanfare.platform.outputs);
    expect(outputs).toMatchObject({ BusName: 'fanfare-local', ApiUrl: `${fanfare.platform.apiUrl}/` });
    expect(JSON.stringify(outputs)).not.toContain('amazonaws.com');
  });

  it('cannot be deleted by its own CloudFormation', async () => {
    const deleted = client.send(new DeleteStackCommand({ StackName: 'Fanfare-local' }));
    await expect(deleted).rejects.toThrow('Fanfare-local is the platform itself and cannot be changed this way');
  });

  it('names the function that calls, and outlives an answer that is lost', async () => {
    let lost = 0;
    isFailing = ({ caller, action }) => caller === 'fanfare-local-provision' && action === 'PutRule' && lost++ === 0;
    const { id } = await fanfare.subscribe('/lost');
    expect((await fanfare.subscriber(id)).status).toBe('active');
    expect(lost).toBeGreaterThan(1);
    const made = calls
      .filter(({ request }) => request.includes(id))
      .map(({ caller, service }) => `${caller} ${service}`);
    expect(new Set(made)).toContain('fanfare-local-api dynamodb');
    expect(new Set(made)).toContain('fanfare-local-provision sqs');
  });
});
