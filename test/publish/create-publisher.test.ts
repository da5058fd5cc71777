/** What does a service get that publishes by the library? On a platform behind a proxy that fails what a test wants failed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPublisher, type PublishableEvent, PublishError } from '../../publish/create-publisher.js';
import { freePort } from '../free-port.ts';
import { newEventId, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';
import { EventBridgeProxy } from './event-bridge-proxy.ts';

let fanfare: TestPlatform;
let proxy: EventBridgeProxy;
let client: EventBridgeClient;
beforeAll(async () => {
  fanfare = await TestPlatform.start();
  proxy = await EventBridgeProxy.start(fanfare.platform.awsUrl);
  client = clientOf(proxy.url);
});
afterAll(async () => {
  client.destroy();
  await proxy.stop();
  await fanfare.stop();
});
beforeEach(() => proxy.reset());

const KEYS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

/** Without the SDK's own second attempts: these are about ours. */
function clientOf(endpoint: string): EventBridgeClient {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return new EventBridgeClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
}

function publisher(options: object = {}) {
  return createPublisher({ bus: fanfare.bus, source: 'billing', client, ...options });
}

function numbered(count: number, more: object = {}): PublishableEvent[] {
  return Array.from({ length: count }, (_, n) => ({ type: 'invoice.paid', data: { n }, ...more }));
}

/** The error of a call that must not succeed. */
async function failureOf(promise: Promise<unknown>): Promise<PublishError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof PublishError) return error;
  throw new Error(`It did not fail with a PublishError: ${String(error)}`);
}

const sentNumbers = () => proxy.calls.map((call) => call.map(({ Detail }) => (JSON.parse(Detail) as { n: number }).n));

describe('an event', () => {
  it('arrives with its id, tenant and version in its data, of its type and time', async () => {
    const { id } = await fanfare.subscribe('/whole', { tenant: 'acme', schemaVersion: '2' });
    const eventId = newEventId();
    const published = await publisher().publish({
      ...{ type: 'invoice.paid', data: { amount: 120 }, eventId, tenant: 'acme', schemaVersion: 2 },
      ...{ time: new Date('2026-11-01T10:00:00.000Z'), resources: ['invoice/42'], source: 'ledger' },
    });
    expect(published).toEqual({ eventId, eventBridgeId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    await fanfare.settled(id, eventId, 'delivered');
    expect(fanfare.endpoint.at('/whole').map(({ body }) => JSON.parse(body.toString()))).toEqual([
      {
        type: 'invoice.paid',
        timestamp: '2026-11-01T10:00:00Z',
        data: { eventId, tenant: 'acme', schemaVersion: '2', amount: 120 },
      },
    ]);
    expect(proxy.calls[0]?.[0]).toMatchObject({ Source: 'ledger', Resources: ['invoice/42'] });
  });

  it('without an id gets a random one, which it keeps on every sending', async () => {
    proxy.failsWith = (_, nth) => (nth === 1 ? 'ThrottlingException' : undefined);
    const { eventId } = await publisher().publish({ type: 'invoice.paid', data: {} });
    expect(proxy.calls.map(([entry]) => entry?.Detail)).toEqual(Array(2).fill(`{"eventId":"${eventId}"}`));
  });

  it('may say its id, tenant and version in its data', async () => {
    const data = { eventId: 'inv-1', tenant: 'acme', schemaVersion: 2 };
    const said = { eventId: 'inv-1', tenant: 'acme', schemaVersion: '2' };
    await publisher().publish([
      { type: 'invoice.paid', data },
      { type: 'invoice.paid', data, ...said },
      { type: 'invoice.paid', data: { eventId: 7 } },
    ]);
    const details = proxy.calls.flat().map(({ Detail }) => Detail);
    expect(details).toEqual([JSON.stringify(data), JSON.stringify(data), '{"eventId":7}']);
  });

  it('keeps the spelling of data given as text', async () => {
    const dataText = ' { "big": 12345678901234567890, "unit": "\\u20ac", "zero": 1.0 }\n';
    await publisher().publish({ type: 'invoice.paid', dataText, eventId: 'e1', tenant: 'acme' });
    expect(proxy.calls[0]?.[0]?.Detail).toBe(`{"eventId":"e1","tenant":"acme",${dataText.trim().slice(1).trimStart()}`);
  });

  it('uses the stage’s own field names', async () => {
    const fields = { eventIdField: 'key', tenantField: 'customer', schemaVersionField: 'v' };
    await publisher(fields).publish({ type: 'a', data: { n: 1 }, eventId: 'e1', tenant: 'acme', schemaVersion: '3' });
    expect(proxy.calls[0]?.[0]?.Detail).toBe('{"key":"e1","customer":"acme","v":"3","n":1}');
  });
});

describe('many events', () => {
  it('go in as few requests as there can be, ten in each, and are answered in their order', async () => {
    const events = numbered(25).map((event, n) => ({ ...event, eventId: `many-${n}` }));
    const published = await publisher({ concurrency: 1 }).publish(events);
    expect(published.map(({ eventId }) => eventId)).toEqual(events.map(({ eventId }) => eventId));
    expect(new Set(published.map(({ eventBridgeId }) => eventBridgeId)).size).toBe(25);
    expect(proxy.calls.map(({ length }) => length)).toEqual([10, 10, 5]);
  });

  it('keep within the bytes of a request, counted as UTF-8', async () => {
    // 200,000 characters of two bytes each: two fit, three do not.
    await publisher({ concurrency: 1 }).publish(numbered(5, { data: { text: 'ä'.repeat(200_000) } }));
    expect(proxy.calls.map(({ length }) => length)).toEqual([2, 2, 1]);
  });

  it('have so many requests under way at once, and no more', async () => {
    proxy.delayMs = 50;
    await publisher({ concurrency: 3 }).publish(numbered(80));
    expect(proxy.calls.length).toBe(8);
    expect(proxy.busiest).toBe(3);
  });

  it('none of them is no call', async () => {
    expect(await publisher().publish([])).toEqual([]);
    expect(proxy.calls).toEqual([]);
  });
});

describe('what EventBridge does not accept', () => {
  it('is sent again alone, when the reason passes', async () => {
    proxy.failsWith = ({ Detail }, nth) => (/"n":[37]}/.test(Detail) && nth < 3 ? 'InternalFailure' : undefined);
    const published = await publisher().publish(numbered(10));
    expect(published.every(({ eventBridgeId }) => eventBridgeId !== undefined)).toBe(true);
    expect(sentNumbers()).toEqual([
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      [3, 7],
      [3, 7],
    ]);
  });

  it('is named in the end, with what was accepted', async () => {
    proxy.failsWith = ({ Detail }) => (Detail.includes('"n":1') ? 'ThrottlingException' : undefined);
    const error = await failureOf(publisher().publish(numbered(3).map((event, n) => ({ ...event, eventId: `e${n}` }))));
    expect(error.message).toBe(
      '1 of 3 events were not accepted: events[1] invoice.paid e1: ThrottlingException: as the test wants it.',
    );
    expect(error.accepted.map(({ index, eventId }) => [index, eventId])).toEqual([
      [0, 'e0'],
      [2, 'e2'],
    ]);
    expect(error.failed).toMatchObject([{ index: 1, code: 'ThrottlingException', event: { eventId: 'e1' } }]);
    expect(sentNumbers()).toEqual([[0, 1, 2], [1], [1], [1], [1], [1]]);
  });

  it('is not sent again when the reason stays', async () => {
    proxy.failsWith = ({ Detail }) => (Detail.includes('"n":0') ? 'NotAuthorizedForSourceException' : undefined);
    const error = await failureOf(publisher().publish(numbered(12)));
    expect(error.failed.map(({ code }) => code)).toEqual(['NotAuthorizedForSourceException']);
    expect(error.accepted.length).toBe(11);
    expect(proxy.calls.length).toBe(2);
  });

  it('can be published again from the error: nobody gets it twice', { timeout: 90_000 }, async () => {
    const { id } = await fanfare.subscribe('/again', { eventTypes: ['again.paid'] });
    proxy.fate = () => 'cut-after';
    const error = await failureOf(publisher().publish({ type: 'again.paid', data: {} }));
    proxy.reset();
    const [again] = await publisher().publish(error.failed.map(({ event }) => event));
    await fanfare.settled(id, again?.eventId ?? '', 'delivered');
    // A copy that comes while the first is being delivered is looked at again when that one's lease would end.
    const areDealtWith = async () => {
      const { depth, inFlight } = (await fanfare.subscriber(id)).queue;
      return depth + inFlight === 0;
    };
    await until('every copy to be dealt with', areDealtWith, 60);
    expect(proxy.calls.length).toBe(1);
    expect(fanfare.endpoint.at('/again').length).toBe(1);
  });
});

describe('a request that fails as a whole', () => {
  it.each(['cut', 'cut-after', 500, 503] as const)('by %s is sent again', async (fate) => {
    proxy.fate = (call) => (call === 1 ? fate : 'pass');
    await publisher().publish(numbered(2));
    expect(sentNumbers()).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  it('without a word is named by its status', async () => {
    proxy.fate = () => 403;
    const error = await failureOf(publisher().publish(numbered(1)));
    expect(error.failed).toMatchObject([{ code: 'Status403', message: 'it was answered with status 403' }]);
  });

  it('is sent six times and no more by a client of the publisher’s own', { timeout: 20_000 }, async () => {
    for (const [name, value] of Object.entries({ AWS_ENDPOINT_URL: proxy.url, AWS_REGION: 'us-east-1', ...KEYS })) {
      vi.stubEnv(name, value);
    }
    proxy.fate = () => 503;
    const error = await failureOf(publisher({ client: undefined }).publish(numbered(1)));
    vi.unstubAllEnvs();
    expect(error.failed.map(({ code }) => code)).toEqual(['Status503']);
    expect(proxy.calls.length).toBe(6);
  });

  it('because nobody listens yet is sent again', async () => {
    const port = await freePort();
    const early = clientOf(`http://127.0.0.1:${port}`);
    const publishing = publisher({ client: early }).publish(numbered(1));
    await sleep(100); // Long enough for a first call to be refused.
    const late = await EventBridgeProxy.start(fanfare.platform.awsUrl, port);
    await publishing;
    expect(late.calls.length).toBe(1);
    early.destroy();
    await late.stop();
  });

  it('fails its own events only', async () => {
    proxy.fate = (call) => (call === 2 ? 403 : 'pass');
    const error = await failureOf(publisher({ concurrency: 1 }).publish(numbered(25)));
    expect(error.failed.map(({ index }) => index)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    expect(error.accepted.length).toBe(15);
    expect(error.cause).toMatchObject({ $metadata: { httpStatusCode: 403 } });
    expect(error.message).toMatch(/; and 5 more\.$/);
  });
});

describe('an event that can never be sent', () => {
  const LARGEST = 1_048_576 - 1024;

  it('is refused by name before anything is sent', async () => {
    const events = numbered(12);
    events[7] = { type: 'report.made', data: { text: 'x'.repeat(LARGEST) }, eventId: 'big' };
    const error = await failureOf(publisher().publish(events));
    expect(error.message).toBe(
      '1 of 12 events cannot be sent, so nothing was: events[7] report.made big: it has 1047597 bytes, and an event can have 1047552.',
    );
    expect(error.accepted).toEqual([]);
    expect(error.failed.map(({ code }) => code)).toEqual(Array(12).fill('NotSent').with(7, 'InvalidEvent'));
    expect(proxy.calls).toEqual([]);
  });

  it('is no smaller than one that arrives', async () => {
    const { id } = await fanfare.subscribe('/large', { eventTypes: ['report.made'] });
    const eventId = newEventId();
    const around = 'billing'.length + 'report.made'.length + `{"eventId":"${eventId}","text":""}`.length;
    const large = { type: 'report.made', data: { text: 'x'.repeat(LARGEST - around) }, eventId };
    expect(publisher().faultOf(large)).toBe(undefined);
    expect(publisher().faultOf({ ...large, time: new Date() })).toMatch(/^it has 1047566 bytes/);
    await publisher().publish(large);
    await fanfare.settled(id, eventId, 'delivered');
  });
});
