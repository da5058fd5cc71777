/** Does the local CloudFormation carry stacks of custom resources as CloudFormation documents it? */
import {
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { outputsOf, TestCloudFormation, TOKEN, thing, two } from './start-cloudformation.ts';

let aws: TestCloudFormation;
let name: string;

beforeAll(async () => {
  aws = await TestCloudFormation.start();
});
afterAll(() => aws.stop());
beforeEach(() => {
  name = aws.startOver();
});

describe('a stack that is created', () => {
  it('asks for its resources in their order and has their answers in its outputs', async () => {
    const stack = await aws.create(name, {
      ...two,
      Description: 'two things',
      Outputs: {
        Id: { Value: { Ref: 'Two' }, Description: 'of the second' },
        Upper: { Value: { 'Fn::Sub': `\${AWS::StackName}/\${One.Upper}` } },
      },
    });
    expect(stack).toMatchObject({ StackName: name, StackStatus: 'CREATE_COMPLETE', Description: 'two things' });
    expect(stack.Outputs).toEqual([
      { OutputKey: 'Id', OutputValue: 'thing-two', Description: 'of the second' },
      { OutputKey: 'Upper', OutputValue: `${name}/ONE` },
    ]);
    expect(aws.asked).toEqual([
      { type: 'Create', id: 'One', properties: { Name: 'one' } },
      { type: 'Create', id: 'Two', properties: { Name: 'two', Beside: 'ONE' } },
    ]);
    expect(await aws.resources(name)).toEqual({ One: 'thing-one', Two: 'thing-two' });
    const steps = ['CREATE_IN_PROGRESS', 'CREATE_COMPLETE'];
    expect(await aws.history(name)).toEqual([
      `${name} CREATE_IN_PROGRESS`,
      ...['One', 'Two'].flatMap((id) => steps.map((step) => `${id} ${step}`)),
      `${name} CREATE_COMPLETE`,
    ]);
  });

  it('tells its function what CloudFormation tells, numbers and booleans as texts', async () => {
    const template = { Resources: { One: thing({ Name: 'one', Limits: [{ most: 5, isHard: true }] }) } };
    const { StackId } = await aws.create(name, template);
    expect(aws.events).toEqual([
      {
        RequestType: 'Create',
        ServiceToken: TOKEN,
        ResponseURL: expect.stringContaining(aws.url) as string,
        StackId,
        RequestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        ResourceType: 'Custom::Thing',
        LogicalResourceId: 'One',
        ResourceProperties: { ServiceToken: TOKEN, Name: 'one', Limits: [{ most: '5', isHard: 'true' }] },
      },
    ]);
    expect(StackId).toMatch(new RegExp(`^arn:aws:cloudformation:us-east-1:000000000000:stack/${name}/[0-9a-f-]{36}$`));
  });

  it('takes an answer that comes twice, and none that nobody asked for', async () => {
    await aws.create(name, { Resources: { One: thing({ Name: 'one' }) } });
    const put = async (url: string) => (await fetch(url, { method: 'PUT', body: '{}' })).status;
    const [{ ResponseURL = '' } = {}] = aws.events;
    expect(await put(ResponseURL)).toBe(200);
    expect(await put(`${ResponseURL}x`)).toBe(403);
  });

  it('is waited for by the SDK, found in lists and has its template as it was', async () => {
    const TemplateBody = `${JSON.stringify(two, null, 2)}\n`;
    await aws.create(name, TemplateBody);
    await waitUntilStackCreateComplete(
      { client: aws.client, minDelay: 1, maxDelay: 1, maxWaitTime: 10 },
      { StackName: name },
    );
    const template = await aws.client.send(new GetTemplateCommand({ StackName: name }));
    expect(template.TemplateBody).toBe(TemplateBody);
    const all = await aws.client.send(new DescribeStacksCommand({}));
    expect(all.Stacks?.map(({ StackName }) => StackName)).toContain(name);
    const listed = await aws.client.send(new ListStacksCommand({ StackStatusFilter: ['CREATE_COMPLETE'] }));
    expect(listed.StackSummaries?.map(({ StackName }) => StackName)).toContain(name);
    const failed = await aws.client.send(new ListStacksCommand({ StackStatusFilter: ['CREATE_FAILED'] }));
    expect(failed.StackSummaries).toEqual([]);
  });

  it('exists only once', async () => {
    await aws.create(name, two);
    await expect(aws.create(name, two)).rejects.toMatchObject({
      name: 'AlreadyExistsException',
      message: `Stack [${name}] already exists`,
    });
  });
});

describe('an update', () => {
  it('asks only for what has changed, with what was before', async () => {
    await aws.create(name, two);
    aws.forgetAsked();
    const stack = await aws.update(name, {
      Resources: { ...two.Resources, Two: thing({ Name: 'two', Colour: 'red' }) },
    });
    expect(stack.StackStatus).toBe('UPDATE_COMPLETE');
    expect(stack.LastUpdatedTime).toBeInstanceOf(Date);
    expect(aws.asked).toEqual([
      {
        ...{ type: 'Update', id: 'Two', physicalId: 'thing-two' },
        properties: { Name: 'two', Colour: 'red' },
        old: { Name: 'two', Beside: 'ONE' },
      },
    ]);
  });

  it('that answers another id replaces: the old one is deleted at the end, and others see the new one', async () => {
    const template = (Name: string) => ({
      Resources: { One: thing({ Name }), Two: thing({ Name: 'two', Beside: { Ref: 'One' } }) },
      Outputs: { One: { Value: { Ref: 'One' } } },
    });
    await aws.create(name, template('a'));
    aws.forgetAsked();
    const stack = await aws.update(name, template('b'));
    expect(outputsOf(stack)).toEqual({ One: 'thing-b' });
    expect(aws.asked).toEqual([
      { type: 'Update', id: 'One', physicalId: 'thing-a', properties: { Name: 'b' }, old: { Name: 'a' } },
      {
        ...{ type: 'Update', id: 'Two', physicalId: 'thing-two' },
        ...{ properties: { Name: 'two', Beside: 'thing-b' }, old: { Name: 'two', Beside: 'thing-a' } },
      },
      { type: 'Delete', id: 'One', physicalId: 'thing-a', properties: { Name: 'a' } },
    ]);
    expect((await aws.history(name)).slice(-6)).toEqual([
      'Two UPDATE_IN_PROGRESS',
      'Two UPDATE_COMPLETE',
      `${name} UPDATE_COMPLETE_CLEANUP_IN_PROGRESS`,
      'One DELETE_IN_PROGRESS',
      'One DELETE_COMPLETE',
      `${name} UPDATE_COMPLETE`,
    ]);
  });

  it('makes what is new and then deletes what has left, in reverse', async () => {
    await aws.create(name, two);
    aws.forgetAsked();
    await aws.update(name, { Resources: { Three: thing({ Name: 'three' }) } });
    expect(aws.askedInShort).toEqual(['Create Three', 'Delete Two thing-two', 'Delete One thing-one']);
    expect(await aws.resources(name)).toEqual({ Three: 'thing-three' });
  });

  it('that changes nothing is refused', async () => {
    await aws.create(name, two);
    const same = aws.update(name, JSON.stringify(two, null, 4));
    await expect(same).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'No updates are to be performed.',
    });
  });

  it('cannot make another type of a resource, nor ask another function', async () => {
    await aws.create(name, { Resources: { One: thing({ Name: 'one' }) } });
    const retyped = aws.update(name, { Resources: { One: { ...thing({ Name: 'one' }), Type: 'Custom::Other' } } });
    await expect(retyped).rejects.toThrow('modifies resource type of the following resources: [One]');
    const ServiceToken = `${TOKEN}:$LATEST`;
    aws.forgetAsked();
    const moved = await aws.update(name, { Resources: { One: thing({ Name: 'one', ServiceToken }) } });
    expect(moved.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(aws.asked).toEqual([]);
  });

  it('of what does not exist is refused', async () => {
    await expect(aws.update('nowhere', two)).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack [nowhere] does not exist',
    });
  });
});

it('a resource that is replaced stays where its template says so', async () => {
  const template = (Name: string) => ({ Resources: { One: thing({ Name }, { UpdateReplacePolicy: 'Retain' }) } });
  await aws.create(name, template('a'));
  aws.forgetAsked();
  await aws.update(name, template('b'));
  expect(aws.askedInShort).toEqual(['Update One thing-a']);
  expect(await aws.history(name)).toContain('One DELETE_SKIPPED');
});

describe('a stack that is deleted', () => {
  it('deletes its resources in reverse; then its name is unknown and its id is not', async () => {
    await aws.create(name, two);
    aws.forgetAsked();
    const stack = await aws.delete(name);
    expect(stack).toMatchObject({ StackStatus: 'DELETE_COMPLETE', DeletionTime: expect.any(Date) as Date });
    expect(aws.asked).toEqual([
      { type: 'Delete', id: 'Two', physicalId: 'thing-two', properties: { Name: 'two', Beside: 'ONE' } },
      { type: 'Delete', id: 'One', physicalId: 'thing-one', properties: { Name: 'one' } },
    ]);
    await expect(aws.describe(name)).rejects.toMatchObject({
      name: 'ValidationError',
      message: `Stack with id ${name} does not exist`,
      $metadata: { httpStatusCode: 400 },
    });
    expect((await aws.create(name, two)).StackStatus).toBe('CREATE_COMPLETE');
  });

  it('and cannot be is DELETE_FAILED with the reason; what it needs stays; retained, it lets go', async () => {
    await aws.create(name, {
      Resources: {
        One: thing({ Name: 'one' }),
        Two: thing({ Name: 'two', FailOn: 'Delete' }, { DependsOn: 'One' }),
        Apart: thing({ Name: 'apart' }),
      },
    });
    const stack = await aws.delete(name);
    expect(stack).toMatchObject({
      StackStatus: 'DELETE_FAILED',
      StackStatusReason: 'The following resource(s) failed to delete: [Two].',
    });
    expect(await aws.resources(name)).toEqual({ One: 'thing-one', Two: 'thing-two' });
    const reasons = (await aws.stackEvents(name)).map(({ ResourceStatusReason }) => ResourceStatusReason);
    expect(reasons).toContainEqual(expect.stringContaining('No to Delete.'));
    expect((await aws.delete(name)).StackStatus).toBe('DELETE_FAILED');
    aws.forgetAsked();
    expect((await aws.delete(name, { RetainResources: ['Two'] })).StackStatus).toBe('DELETE_COMPLETE');
    expect(aws.askedInShort).toEqual(['Delete One thing-one']);
  });

  it('keeps what its template says to keep', async () => {
    await aws.create(name, { Resources: { One: thing({ Name: 'one' }, { DeletionPolicy: 'Retain' }) } });
    aws.forgetAsked();
    const { StackId = '', StackStatus } = await aws.delete(name);
    expect(StackStatus).toBe('DELETE_COMPLETE');
    expect(aws.asked).toEqual([]);
    expect(await aws.history(StackId)).toContain('One DELETE_SKIPPED');
  });

  it('while it is being created gives up its creation', async () => {
    const template = { Resources: { One: thing({ Name: 'one', SilentOn: 'Create' }) } };
    const created = aws.create(name, template);
    await expect.poll(() => aws.askedInShort).toEqual(['Create One']);
    expect((await aws.delete(name)).StackStatus).toBe('DELETE_COMPLETE');
    expect(aws.askedInShort).toEqual(['Create One', `Delete One ${name}-One`]);
    expect((await created).StackStatus).toBe('DELETE_COMPLETE');
    // Nobody waits for the first answer any more.
    const { status } = await fetch(aws.events[0]?.ResponseURL ?? '', { method: 'PUT', body: '{}' });
    expect(status).toBe(403);
  });
});
