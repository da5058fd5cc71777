/** Which events and options does the publisher refuse, and what does it say? Nothing is sent here. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { expect, it } from 'vitest';
import { createPublisher, type PublishableEvent } from '../../publish/create-publisher.js';

const client = new EventBridgeClient({ region: 'us-east-1' });

function created(options: object = {}) {
  return createPublisher({ bus: 'fanfare-local', source: 'billing', client, ...options });
}

const data = {};
it.each([
  ['text', 'it must be an object'],
  [{ data }, 'type must be a text of 1 to 128 characters'],
  [{ type: 'x'.repeat(129), data }, 'type must be a text of 1 to 128 characters'],
  [{ type: 'a' }, 'it must have data, or dataText in its place'],
  [{ type: 'a', data, dataText: '{}' }, 'it must have data, or dataText in its place'],
  [{ type: 'a', data: [1] }, 'its data must be an object'],
  [{ type: 'a', data: null }, 'its data must be an object'],
  [{ type: 'a', data: { n: 1n } }, 'its data is not JSON: Do not know how to serialize a BigInt'],
  [{ type: 'a', dataText: '{"secret":' }, 'dataText is not JSON'],
  [
    { type: 'a', data, tenent: 'acme' },
    'tenent is not a known field of an event; what is the event’s own stands in data',
  ],
  [{ type: 'a', data, eventId: ' ' }, 'eventId must be a text'],
  [{ type: 'a', data, tenant: 7 }, 'tenant must be a text'],
  [{ type: 'a', data, schemaVersion: 1.5 }, 'schemaVersion must be a text or a whole number'],
  [{ type: 'a', data, source: 'aws.s3' }, 'source must not begin with aws.: that is for AWS alone'],
  [{ type: 'a', data, time: 'soon' }, 'time must be a Date or a text like 2026-01-31T12:00:00Z'],
  [{ type: 'a', data, time: '2026-02-31T12:00:00Z' }, 'time must be a Date or a text like 2026-01-31T12:00:00Z'],
  [{ type: 'a', data, resources: 'arn' }, 'resources must be a list of texts'],
  [
    { type: 'a', data: { eventId: null } },
    'its data’s eventId must be a text or a whole number: by it copies of an event are told',
  ],
  [{ type: 'a', data: { eventId: 'x' }, eventId: 'y' }, 'its data says eventId x, the event y'],
  [{ type: 'a', data: { tenant: 'acme' }, tenant: 'globex' }, 'its data says tenant acme, the event globex'],
  [{ type: 'a', data: { schemaVersion: 1 }, schemaVersion: '2' }, 'its data says schemaVersion 1, the event 2'],
])('an event that cannot be sent is told why: %o', (event, sentence) => {
  expect(created().faultOf(event as PublishableEvent)).toBe(sentence.replaceAll('’', "'"));
});

it('refuses options it does not know, and those it must have', () => {
  expect(() => created({ tenantfield: 'x' })).toThrow('createPublisher: tenantfield is not a known option.');
  expect(() => created({ bus: '' })).toThrow('createPublisher: bus must be a text.');
  expect(() => created({ source: undefined })).toThrow('createPublisher: source must be a text.');
  expect(() => created({ concurrency: 0 })).toThrow('createPublisher: concurrency must be a whole number from 1.');
  expect(() => created({ client: null })).toThrow('createPublisher: client must be an EventBridgeClient.');
  const withNone = createPublisher as () => unknown;
  expect(() => withNone()).toThrow('createPublisher: options must be an object, with bus and source.');
});

it('takes an option that is undefined for one that is not given', () => {
  const { faultOf } = created({ tenantField: undefined, concurrency: undefined });
  expect(faultOf({ type: 'a', data: { tenant: 'acme' }, tenant: 'globex' })).toMatch(/^its data says tenant acme/);
});
