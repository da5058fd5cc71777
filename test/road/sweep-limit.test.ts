/** What happens to what a sweep has no time for? The function's own parts, with the time already over. */
import { Logger } from '@aws-lambda-powertools/logger';
import { RemoveTargetsCommand } from '@aws-sdk/client-eventbridge';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { DeleteQueueCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RetryQueue } from '../../lambdas/provision/retry-queue.ts';
import { Surroundings } from '../../lambdas/provision/surroundings.ts';
import { SubscriberRecords } from '../../lambdas/records/subscriber-records.ts';
import type { SweepEnv } from '../../lambdas/sweep/env.ts';
import { Inventory } from '../../lambdas/sweep/inventory.ts';
import { type SweepParts, sweep } from '../../lambdas/sweep/sweep.ts';
import { StackTables } from '../stack-tables.ts';
import { TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { SubscriberResourcesView } from './subscriber-resources.ts';

let fanfare: TestPlatform;
let parts: SweepParts;
beforeAll(async () => {
  fanfare = await TestPlatform.start();
  const { events, sqs, bus, platform } = fanfare;
  const { lambda } = new SubscriberResourcesView(fanfare);
  const name = new GetFunctionConfigurationCommand({ FunctionName: 'fanfare-local-sweep' });
  const env = (await lambda.send(name)).Environment?.Variables as SweepEnv;
  const around = new Surroundings(env);
  parts = {
    subscribers: new SubscriberRecords(new StackTables(platform.awsUrl).client, env.SUBSCRIBERS_TABLE),
    inventory: new Inventory({ sqs, events, lambda }, around),
    retries: new RetryQueue(sqs, env.RETRY_QUEUE_URL),
    logger: new Logger({ serviceName: 'sweep', logLevel: 'SILENT' }),
    listLagMs: 0,
    ...{ around, events, bus },
  };
});
afterAll(() => fanfare.stop());

it('is counted, nobody is accused without a second look, and the next sweep finds it', async () => {
  const withoutTarget = await fanfare.subscribe('/without-target', { eventTypes: ['limit.*'] });
  const withoutQueue = await fanfare.subscribe('/without-queue', { eventTypes: ['limit.*'] });
  const rule = { Rule: `fanfare-local-${withoutTarget.id}`, EventBusName: fanfare.bus };
  await fanfare.events.send(new RemoveTargetsCommand({ ...rule, Ids: ['queue'] }));
  await fanfare.sqs.send(new DeleteQueueCommand({ QueueUrl: fanfare.queueUrl(withoutQueue.id) }));
  // Two of ours and the platform's demo.
  const none = { subscribers: 3, drifted: [], orphans: [] };
  expect(await sweep(Date.now() - 1, parts)).toEqual({ ...none, unfinished: { targets: 3, suspects: 1 } });
  expect(await fanfare.subscriber(withoutQueue.id)).not.toHaveProperty('drift');

  const { drifted, unfinished } = await sweep(Date.now() + 600_000, parts);
  expect(unfinished).toBeUndefined();
  expect([...drifted].sort((a, b) => a.steps.join().localeCompare(b.steps.join()))).toEqual([
    { subscriberId: withoutQueue.id, steps: ['queue'] },
    { subscriberId: withoutTarget.id, steps: ['target'] },
  ]);
  await until('both to be repaired', async () => (await sweep(Date.now() + 600_000, parts)).drifted.length === 0);
});
