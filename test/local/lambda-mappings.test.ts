import { DatabaseSync } from 'node:sqlite';
import {
  CreateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  ListTagsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type RunningLambda, startLambda } from './start-lambda.ts';

let lambda: RunningLambda;
let number = 0;
beforeAll(async () => {
  lambda = await startLambda();
  lambda.define('deliver', 'exports.handler = async () => {};');
});
afterAll(() => lambda.stop());

/** Every test has a queue of its own. */
const newQueue = () => lambda.queue(`source-${++number}`);

async function create(more: Partial<CreateEventSourceMappingCommandInput> = {}) {
  const EventSourceArn = more.EventSourceArn ?? (await newQueue());
  const input = { FunctionName: 'deliver', EventSourceArn, ...more };
  return lambda.client.send(new CreateEventSourceMappingCommand(input));
}

async function createEnabled(more: Partial<CreateEventSourceMappingCommandInput> = {}): Promise<string> {
  const { UUID = '' } = await create(more);
  await lambda.reaches(UUID, 'Enabled');
  return UUID;
}

describe('a new mapping', () => {
  test('is Creating with its defaults, then Enabled', async () => {
    const EventSourceArn = await newQueue();
    const created = await create({ EventSourceArn });
    expect(created).toMatchObject({
      State: 'Creating',
      EventSourceArn,
      FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:deliver',
      EventSourceMappingArn: `arn:aws:lambda:us-east-1:000000000000:event-source-mapping:${created.UUID}`,
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 0,
      LastModified: expect.any(Date),
    });
    await lambda.reaches(String(created.UUID), 'Enabled');
  });

  test('made with Enabled: false ends up Disabled', async () => {
    const { UUID } = await create({ Enabled: false });
    await lambda.reaches(String(UUID), 'Disabled');
  });

  test('of the same source and function as another is ResourceConflictException, and names that one', async () => {
    const EventSourceArn = await newQueue();
    const { UUID } = await create({ EventSourceArn });
    await expect(create({ EventSourceArn })).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message: expect.stringContaining(String(UUID)),
    });
  });

  test('needs a function that exists', async () => {
    await expect(create({ FunctionName: 'nobody' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('needs a queue that exists', async () => {
    await expect(create({ EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:nowhere' })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining('does not exist'),
    });
  });

  test('needs a queue that hides messages at least as long as the function may run', async () => {
    await expect(create({ EventSourceArn: await lambda.queue('impatient', 5) })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: 'Queue visibility timeout: 5 seconds is less than Function timeout: 10 seconds',
    });
  });

  test('takes batches over 10 only with a window', async () => {
    await expect(create({ BatchSize: 11 })).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
    const created = await create({ BatchSize: 10_000, MaximumBatchingWindowInSeconds: 1 });
    expect(created.BatchSize).toBe(10_000);
  });

  test('takes a maximum concurrency from 2 to 1,000', async () => {
    for (const MaximumConcurrency of [1, 1001]) {
      const refused = create({ ScalingConfig: { MaximumConcurrency } });
      await expect(refused).rejects.toMatchObject({ name: 'ValidationException' });
    }
    const created = await create({ ScalingConfig: { MaximumConcurrency: 2 } });
    expect(created.ScalingConfig).toEqual({ MaximumConcurrency: 2 });
  });

  test('refuses what the stand-in does not do, by name', async () => {
    for (const setting of [{ FilterCriteria: { Filters: [{ Pattern: '{}' }] } }, { ParallelizationFactor: 2 }]) {
      await expect(create(setting)).rejects.toMatchObject({
        name: 'InvalidParameterValueException',
        message: expect.stringContaining(String(Object.keys(setting)[0])),
      });
    }
  });
});

describe('a change of a mapping', () => {
  test('goes through Disabling and Enabling', async () => {
    const UUID = await createEnabled();
    const disabling = await lambda.client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    expect(disabling.State).toBe('Disabling');
    await lambda.reaches(UUID, 'Disabled');
    const enabling = await lambda.client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
    expect(enabling.State).toBe('Enabling');
    await lambda.reaches(UUID, 'Enabled');
  });

  test('of a setting goes through Updating and leaves the others and the state', async () => {
    const UUID = await createEnabled({ FunctionResponseTypes: ['ReportBatchItemFailures'] });
    const command = new UpdateEventSourceMappingCommand({ UUID, BatchSize: 5 });
    expect(await lambda.client.send(command)).toMatchObject({ State: 'Updating', BatchSize: 5 });
    await lambda.reaches(UUID, 'Enabled');
    const now = await lambda.client.send(new GetEventSourceMappingCommand({ UUID }));
    expect(now).toMatchObject({ BatchSize: 5, FunctionResponseTypes: ['ReportBatchItemFailures'] });
  });

  test('during a transition is ResourceInUseException', async () => {
    const slow = await startLambda({ transitionMs: 600_000 });
    slow.define('deliver', 'exports.handler = async () => {};');
    const EventSourceArn = await slow.queue('source');
    const command = new CreateEventSourceMappingCommand({ EventSourceArn, FunctionName: 'deliver' });
    const { UUID } = await slow.client.send(command);
    const update = slow.client.send(new UpdateEventSourceMappingCommand({ UUID, BatchSize: 5 }));
    await expect(update).rejects.toMatchObject({ name: 'ResourceInUseException' });
    const remove = slow.client.send(new DeleteEventSourceMappingCommand({ UUID }));
    await expect(remove).rejects.toMatchObject({ name: 'ResourceInUseException' });
    await slow.stop();
  });

  test('to gone goes through Deleting; afterwards it is ResourceNotFoundException and may be made again', async () => {
    const EventSourceArn = await newQueue();
    const UUID = await createEnabled({ EventSourceArn });
    const deleting = await lambda.client.send(new DeleteEventSourceMappingCommand({ UUID }));
    expect(deleting.State).toBe('Deleting');
    await vi.waitFor(() =>
      expect(lambda.client.send(new GetEventSourceMappingCommand({ UUID }))).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      }),
    );
    await createEnabled({ EventSourceArn });
  });
});

describe('the list of mappings', () => {
  test('can be asked by source, by function, and page by page', async () => {
    lambda.define('listed', 'exports.handler = async () => {};');
    const FunctionName = 'listed';
    const sources = [await newQueue(), await newQueue(), await newQueue()];
    for (const EventSourceArn of sources) await create({ FunctionName, EventSourceArn });
    const bySource = await lambda.client.send(
      new ListEventSourceMappingsCommand({ EventSourceArn: String(sources[1]) }),
    );
    expect(bySource.EventSourceMappings?.map((each) => each.EventSourceArn)).toEqual([sources[1]]);
    const first = await lambda.client.send(new ListEventSourceMappingsCommand({ FunctionName, MaxItems: 2 }));
    const Marker = String(first.NextMarker);
    const rest = await lambda.client.send(new ListEventSourceMappingsCommand({ FunctionName, MaxItems: 2, Marker }));
    const listed = [...(first.EventSourceMappings ?? []), ...(rest.EventSourceMappings ?? [])];
    expect(listed.map((each) => each.EventSourceArn)).toEqual(sources);
    expect(rest.NextMarker).toBeUndefined();
  });
});

test('the tags of a mapping can be set, added to and removed', async () => {
  const { EventSourceMappingArn: Resource } = await create({ Tags: { stage: 'test' } });
  await lambda.client.send(new TagResourceCommand({ Resource, Tags: { owner: 'me' } }));
  expect((await lambda.client.send(new ListTagsCommand({ Resource }))).Tags).toEqual({ stage: 'test', owner: 'me' });
  await lambda.client.send(new UntagResourceCommand({ Resource, TagKeys: ['stage'] }));
  expect((await lambda.client.send(new ListTagsCommand({ Resource }))).Tags).toEqual({ owner: 'me' });
});

test('ensuring a mapping makes it once, and later only changes what is different', async () => {
  const EventSourceArn = await newQueue();
  const wanted = { EventSourceArn, FunctionName: 'deliver', BatchSize: 5, Tags: { a: 'b' } };
  const uuid = await lambda.host.ensureMapping(wanted);
  await lambda.reaches(uuid, 'Enabled');
  expect(await lambda.host.ensureMapping(wanted)).toBe(uuid);
  expect(lambda.host.getMapping(uuid).State).toBe('Enabled');
  expect(await lambda.host.ensureMapping({ ...wanted, BatchSize: 6 })).toBe(uuid);
  expect(lambda.host.getMapping(uuid)).toMatchObject({ State: 'Updating', BatchSize: 6 });
});

test('a mapping outlives its host, and a transition the host stopped in is over', async () => {
  const db = new DatabaseSync(':memory:');
  const first = await startLambda({ db, transitionMs: 60_000 });
  first.define('deliver', 'exports.handler = async () => {};');
  const { UUID } = await first.host.createMapping({
    EventSourceArn: await first.queue('kept'),
    FunctionName: 'deliver',
  });
  await first.stop();
  const second = await startLambda({ db });
  expect(second.host.getMapping(String(UUID)).State).toBe('Enabled');
  await second.stop();
});
