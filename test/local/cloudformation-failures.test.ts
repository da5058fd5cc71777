/** What does the local CloudFormation do when a step fails, or when it stops in the middle? */
import { DatabaseSync } from 'node:sqlite';
import { CreateStackCommand, DeleteStackCommand, UpdateStackCommand } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AwsCall } from '../../local/aws/fault.ts';
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

describe('a creation that fails', () => {
  it('is rolled back: what was made is deleted in reverse, the one that failed under the name it gave', async () => {
    const template = {
      Resources: {
        One: thing({ Name: 'one' }),
        Two: thing({ Name: 'two', FailOn: 'Create' }, { DependsOn: 'One' }),
        Three: thing({ Name: 'three' }, { DependsOn: ['Two'] }),
      },
    };
    const stack = await aws.create(name, template);
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(aws.askedInShort).toEqual(['Create One', 'Create Two', 'Delete Two thing-two', 'Delete One thing-one']);
    const events = await aws.stackEvents(name);
    const failed = events.find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
    expect(failed?.ResourceStatusReason).toContain('No to Create.');
    const began = events.find(({ ResourceStatus }) => ResourceStatus === 'ROLLBACK_IN_PROGRESS');
    expect(began?.ResourceStatusReason).toContain('The following resource(s) failed to create: [Two].');
    await expect(aws.update(name, two)).rejects.toThrow('is in ROLLBACK_COMPLETE state and can not be updated.');
    expect((await aws.delete(name)).StackStatus).toBe('DELETE_COMPLETE');
  });

  it('because there is no such function says so, and asks nobody to delete anything', async () => {
    const ServiceToken = TOKEN.replace('thing', 'nobody');
    const stack = await aws.create(name, { Resources: { One: thing({ ServiceToken }) } });
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
    const events = await aws.stackEvents(name);
    const failed = events.find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
    expect(failed?.ResourceStatusReason).toBe(
      `Its ServiceToken ${ServiceToken} names no function here: Function not found: ${ServiceToken}`,
    );
  });

  it('because its function does has had it run three times, as Lambda would', async () => {
    const stack = await aws.create(name, { Resources: { One: thing({ Name: 'one', ThrowOn: 'Create' }) } });
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
    // Nobody knows whether it was made: the deletion has a name all the same.
    expect(aws.askedInShort).toEqual([...Array(3).fill('Create One'), `Delete One ${name}-One`]);
    expect(new Set(aws.events.slice(0, 3).map(({ RequestId }) => RequestId)).size).toBe(1);
    const reasons = (await aws.stackEvents(name)).map(({ ResourceStatusReason }) => ResourceStatusReason);
    expect(reasons).toContainEqual(expect.stringContaining('out of order'));
  });

  it('because nobody answers in time says so', async () => {
    const template = { Resources: { One: thing({ Name: 'one', SilentOn: 'Create', ServiceTimeout: 1 }) } };
    expect((await aws.create(name, template)).StackStatus).toBe('ROLLBACK_COMPLETE');
    const reasons = (await aws.stackEvents(name)).map(({ ResourceStatusReason }) => ResourceStatusReason);
    expect(reasons).toContainEqual(expect.stringContaining('did not receive a response from your Custom Resource'));
  });

  it.each<[string, (asked: Record<string, string>) => string | object, string]>([
    ['that is no JSON', () => 'yes', 'Invalid response: it is not a JSON object.'],
    ['to another request', (asked) => ({ ...asked, RequestId: 'x' }), 'Invalid response: its RequestId is x'],
    ['without a status', ({ Status: _, ...asked }) => asked, 'Invalid response: its Status is undefined.'],
    ['without an id', (asked) => ({ ...asked, PhysicalResourceId: '' }), 'Invalid PhysicalResourceId'],
    ['of over 4 KB', (asked) => ({ ...asked, Data: 'x'.repeat(4096) }), 'Response object is too long'],
  ])('because of an answer %s says so', async (_, answer, sentence) => {
    const settled = aws.create(name, { Resources: { One: thing({ SilentOn: 'Create' }) } });
    await expect.poll(() => aws.events).toHaveLength(1);
    const [{ ResponseURL = '', StackId = '', RequestId = '', LogicalResourceId = '' } = {}] = aws.events;
    const right = { StackId, RequestId, LogicalResourceId, Status: 'SUCCESS', PhysicalResourceId: 'thing-1' };
    const given = answer(right);
    await fetch(ResponseURL, { method: 'PUT', body: typeof given === 'string' ? given : JSON.stringify(given) });
    expect((await settled).StackStatus).toBe('ROLLBACK_COMPLETE');
    const reasons = (await aws.stackEvents(name)).map(({ ResourceStatusReason }) => ResourceStatusReason);
    expect(reasons).toContainEqual(expect.stringContaining(sentence));
  });

  it('because an output asks for what was not answered is rolled back as well', async () => {
    const Outputs = { Lower: { Value: { 'Fn::GetAtt': ['One', 'Lower'] } } };
    const stack = await aws.create(name, { Resources: { One: thing({ Name: 'one' }) }, Outputs });
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(aws.askedInShort).toEqual(['Create One', 'Delete One thing-one']);
  });

  it('and cannot be rolled back is ROLLBACK_FAILED', async () => {
    const template = { Resources: { One: thing({ Name: 'one', FailOn: 'Create,Delete' }) } };
    expect((await aws.create(name, template)).StackStatus).toBe('ROLLBACK_FAILED');
  });
});

describe('an update that fails', () => {
  it('restores what was changed, deletes what was made, and leaves the stack as it was', async () => {
    const before = {
      Resources: {
        One: thing({ Name: 'one', Colour: 'red' }),
        Two: thing({ Name: 'two', Colour: 'red' }, { DependsOn: 'One' }),
        Three: thing({ Name: 'three' }, { DependsOn: 'Two' }),
      },
      Outputs: { Upper: { Value: { 'Fn::GetAtt': ['One', 'Upper'] } } },
    };
    await aws.create(name, before);
    aws.forgetAsked();
    const stack = await aws.update(name, {
      Resources: {
        One: thing({ Name: 'uno', Colour: 'blue' }, { DependsOn: 'New' }),
        New: thing({ Name: 'new' }),
        Two: thing({ Name: 'two', Colour: 'blue', FailOn: 'Update' }, { DependsOn: 'One' }),
        Three: thing({ Name: 'three', Colour: 'blue' }, { DependsOn: 'Two' }),
      },
    });
    expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(outputsOf(stack)).toEqual({ Upper: 'ONE' });
    expect(aws.askedInShort).toEqual([
      'Create New',
      'Update One thing-one',
      'Update Two thing-two',
      // Back: the one that was replaced is named by its new id, and keeps the old one.
      'Update One thing-uno',
      'Update Two thing-two',
      'Delete One thing-uno',
      'Delete New thing-new',
    ]);
    expect(aws.asked[3]).toMatchObject({
      properties: { Name: 'one', Colour: 'red' },
      old: { Name: 'uno', Colour: 'blue' },
    });
    expect(aws.asked[4]).toMatchObject({
      properties: { Name: 'two', Colour: 'red' },
      old: { Name: 'two', Colour: 'blue', FailOn: 'Update' },
    });
    expect(await aws.resources(name)).toEqual({ One: 'thing-one', Two: 'thing-two', Three: 'thing-three' });
    await expect(aws.update(name, before)).rejects.toThrow('No updates are to be performed.');
  });

  it('and cannot be rolled back is UPDATE_ROLLBACK_FAILED, and can be deleted', async () => {
    const before = { Resources: { One: thing({ Name: 'one', FailOn: 'Update' }) } };
    await aws.create(name, before);
    const after = { Resources: { One: thing({ Name: 'one', FailOn: 'Update', Colour: 'blue' }) } };
    expect((await aws.update(name, after)).StackStatus).toBe('UPDATE_ROLLBACK_FAILED');
    expect((await aws.delete(name)).StackStatus).toBe('DELETE_COMPLETE');
  });

  it('because its function is not there any more restores what it had come to', async () => {
    const ServiceToken = TOKEN.replace('thing', 'nobody');
    await aws.create(name, { Resources: { One: thing({ Name: 'one' }) } });
    aws.forgetAsked();
    const stack = await aws.update(name, {
      Resources: {
        One: thing({ Name: 'one', Colour: 'blue' }),
        Two: { ...thing({ ServiceToken }), DependsOn: 'One' },
      },
    });
    expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(aws.askedInShort).toEqual(['Update One thing-one', 'Update One thing-one']);
    expect(await aws.resources(name)).toEqual({ One: 'thing-one' });
  });

  it('to clean up is told and done with', async () => {
    await aws.create(name, { Resources: { One: thing({ Name: 'a', FailOn: 'Delete' }), Two: thing({ Name: 'two' }) } });
    const stack = await aws.update(name, { Resources: { Two: thing({ Name: 'two' }) } });
    expect(stack.StackStatus).toBe('UPDATE_COMPLETE');
    expect(await aws.history(name)).toContain('One DELETE_FAILED');
    expect(await aws.resources(name)).toEqual({ Two: 'thing-two' });
  });
});

describe('after the platform has stopped in the middle,', () => {
  const things = (more: object = {}) => ({
    Resources: { One: thing({ Name: 'one' }), Two: thing({ Name: 'two', ...more }, { DependsOn: 'One' }) },
  });
  const textOf = (template: object) => JSON.stringify(template);

  /** Stops while CloudFormation waits for an answer about Two, which got lost; answers the one that is started after it. */
  async function interrupted(
    act: (first: TestCloudFormation, lose: () => void) => Promise<unknown>,
  ): Promise<TestCloudFormation> {
    const db = new DatabaseSync(':memory:');
    let isLosing = false;
    let lost = 0;
    const onAwsCall = ({ service, request }: AwsCall) => {
      if (!isLosing || service !== 's3' || !request.includes('"LogicalResourceId":"Two"')) return 'pass';
      lost += 1;
      return { fault: 'before' as const, kind: { code: 'Lost', status: 200 } };
    };
    const first = await TestCloudFormation.start({ db, onAwsCall });
    await act(first, () => {
      isLosing = true;
    });
    await expect.poll(() => lost).toBe(1);
    await first.stop();
    return TestCloudFormation.start({ db });
  }

  it('a creation has failed, and can be deleted with all it may have made', async () => {
    const second = await interrupted(async (first, lose) => {
      lose();
      await first.client.send(new CreateStackCommand({ StackName: name, TemplateBody: textOf(things()) }));
    });
    expect(await second.describe(name)).toMatchObject({
      StackStatus: 'CREATE_FAILED',
      StackStatusReason: 'The platform stopped during CREATE_IN_PROGRESS.',
    });
    expect((await second.delete(name)).StackStatus).toBe('DELETE_COMPLETE');
    expect(second.askedInShort).toEqual([`Delete Two ${name}-Two`, 'Delete One thing-one']);
    await second.stop();
  });

  it('an update has failed, and can be made again: nobody knows how far it had come', async () => {
    const blue = things({ Colour: 'blue' });
    const second = await interrupted(async (first, lose) => {
      await first.create(name, things());
      lose();
      await first.client.send(new UpdateStackCommand({ StackName: name, TemplateBody: textOf(blue) }));
    });
    expect((await second.describe(name)).StackStatus).toBe('UPDATE_FAILED');
    expect((await second.update(name, blue)).StackStatus).toBe('UPDATE_COMPLETE');
    expect(second.asked).toMatchObject([{ type: 'Update', id: 'Two', properties: { Name: 'two', Colour: 'blue' } }]);
    await second.stop();
  });

  it('a deletion has failed, and can be asked for again', async () => {
    const second = await interrupted(async (first, lose) => {
      await first.create(name, things());
      lose();
      await first.client.send(new DeleteStackCommand({ StackName: name }));
    });
    expect((await second.describe(name)).StackStatus).toBe('DELETE_FAILED');
    expect(await second.resources(name)).toEqual({ One: 'thing-one', Two: 'thing-two' });
    expect((await second.delete(name)).StackStatus).toBe('DELETE_COMPLETE');
    expect(second.askedInShort).toEqual(['Delete Two thing-two', 'Delete One thing-one']);
    await second.stop();
  });
});
