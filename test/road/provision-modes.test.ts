import { UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AwsCall } from '../../local/aws/fault.ts';
import { newEventId, type SubscriberView, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { SubscriberResourcesView } from './subscriber-resources.ts';

let fanfare: TestPlatform;
let resources: SubscriberResourcesView;
/** Told of each call `provision` makes, before it is let through. */
let onProvisionCall: (action: string) => Promise<void> = async () => {};
beforeAll(async () => {
  const onAwsCall = async ({ caller, action }: AwsCall) => {
    if (caller === 'fanfare-local-provision') await onProvisionCall(action);
    return 'pass' as const;
  };
  fanfare = await TestPlatform.start({}, { onAwsCall });
  resources = new SubscriberResourcesView(fanfare);
});
afterAll(() => fanfare.stop());

const is = (id: string, status: string) =>
  until(`${id} to be ${status}`, async () => (await fanfare.subscriber(id)).status === status);

/** Does something by the API and waits for the state it leads to. */
async function tell(id: string, status: string, method: string, path: string, body?: unknown): Promise<void> {
  const answer = await fanfare.api(method, `/v1/subscribers/${id}${path}`, body);
  if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
  await is(id, status);
}

async function publish(eventType: string, count: number): Promise<string[]> {
  const eventIds = Array.from({ length: count }, newEventId);
  await fanfare.publish(...eventIds.map((eventId) => ({ DetailType: eventType, Detail: JSON.stringify({ eventId }) })));
  return eventIds;
}

const holds = (id: string, queue: Partial<SubscriberView['queue']>) =>
  until(`${id} to hold ${JSON.stringify(queue)}`, async () => {
    const found = (await fanfare.subscriber(id)).queue;
    return Object.entries(queue).every(([state, count]) => found[state as keyof typeof found] === count);
  });

describe('a puller', () => {
  let id: string;
  beforeAll(async () => {
    const input = { name: 'puller', mode: 'pull', eventTypes: ['pulled.*'] };
    ({ id } = (await fanfare.api<SubscriberView>('POST', '/v1/subscribers', input)).body);
    await is(id, 'active');
  });

  it('has no mapping: its events wait in its queue, paused or not', async () => {
    await publish('pulled.first', 2);
    await holds(id, { depth: 2 });
    await tell(id, 'paused', 'POST', '/pause');
    expect(await resources.mappings(id)).toEqual([]);
    await tell(id, 'active', 'POST', '/resume');
    expect(await resources.mappings(id)).toEqual([]);
    await holds(id, { depth: 2 });
  });

  it('has one while it is disabled, which makes dead letters of what waits', async () => {
    await tell(id, 'disabled', 'POST', '/disable');
    await resources.settledMapping(id, 'Enabled');
    await holds(id, { depth: 0, inFlight: 0, deadLetters: 2 });
    await tell(id, 'active', 'POST', '/enable');
    expect(await resources.mappings(id)).toEqual([]);
  });

  it('leaves nothing behind', async () => {
    await fanfare.api('DELETE', `/v1/subscribers/${id}?force=true`);
    await until('it to be gone', async () => (await fanfare.api('GET', `/v1/subscribers/${id}`)).status === 404);
    expect(await resources.left(id)).toEqual([]);
  });
});

describe('a subscriber that changes its mode', () => {
  it('keeps what waits, there and back', async () => {
    const { id } = await fanfare.subscribe('/switch', { eventTypes: ['switched.*'] });
    const whole = await resources.all(id);
    await tell(id, 'paused', 'POST', '/pause');
    const eventIds = await publish('switched.waiting', 3);
    await holds(id, { depth: 3 });
    await tell(id, 'paused', 'PATCH', '', { mode: 'pull', url: null });
    expect(await resources.mappings(id)).toEqual([]);
    await tell(id, 'active', 'POST', '/resume');
    await holds(id, { depth: 3 });
    await tell(id, 'active', 'PATCH', '', { mode: 'push', url: fanfare.endpoint.url('/switch') });
    for (const eventId of eventIds) await fanfare.settled(id, eventId, 'delivered');
    expect(await resources.all(id)).toEqual(whole);
  });
});

describe('a mapping whose settings are just being changed', () => {
  it('is off in the end when its subscriber is paused meanwhile', async () => {
    const { id } = await fanfare.subscribe('/changing', { eventTypes: ['changing.*'] });
    const { UUID } = await resources.settledMapping(id, 'Enabled');
    const update = new UpdateEventSourceMappingCommand({ UUID, ScalingConfig: { MaximumConcurrency: 5 } });
    await fanfare.api('POST', `/v1/subscribers/${id}/pause`);
    // Long enough for `provision` to look while it is.
    for (let changes = 0; changes < 8; ) {
      const isTaken = await resources.lambda
        .send(update)
        .catch((error: Error) => error.name !== 'ResourceInUseException' && Promise.reject(error));
      if (isTaken) changes++;
    }
    await is(id, 'paused');
    await resources.settledMapping(id, 'Disabled');
  });
});

describe('a mapping that goes while its deletion looks at it', () => {
  it('is gone, and that is no failure', async () => {
    const { id } = await fanfare.subscribe('/going', { eventTypes: ['going.*'] });
    let isGone = false;
    onProvisionCall = async (action) => {
      if (action !== 'GetEventSourceMapping' || isGone) return;
      isGone = true;
      await resources.removeMapping(id);
    };
    await fanfare.api('DELETE', `/v1/subscribers/${id}`);
    await until('it to be gone', async () => (await fanfare.api('GET', `/v1/subscribers/${id}`)).status === 404);
    expect(isGone).toBe(true);
    const failures = fanfare.log.filter((line) => line.subscriberId === id && line.message === 'provisioning failed');
    expect(failures).toEqual([]);
  });
});
