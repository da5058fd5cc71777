/** Does the compiler refuse an event that is not what its type says? It is `npm run typecheck` that tells. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { expect, it } from 'vitest';
import { createPublisher, type PublishError, type Publisher } from '../../publish/create-publisher.js';

interface OrderPlaced {
  readonly orderId: string;
  readonly lines: readonly { readonly sku: string; readonly count?: number }[];
}

interface InvoicePaidV1 {
  readonly amount: number;
}

interface InvoicePaidV2 {
  readonly amountCents: number;
  readonly currency: 'EUR' | 'USD';
}

interface Events {
  'order.placed': OrderPlaced;
  'invoice.paid':
    | (InvoicePaidV1 & { readonly schemaVersion?: '1' | 1 })
    | (InvoicePaidV2 & { readonly schemaVersion: '2' | 2 });
  'audit.noted': Record<string, unknown>;
}

const settings = { bus: 'fanfare-local', source: 'shop', client: new EventBridgeClient({ region: 'us-east-1' }) };
const publisher = createPublisher<Events>(settings);
const order = { orderId: 'o1', lines: [{ sku: 'a', count: 2 }] };

it('takes events of their types', () => {
  const faults = [
    publisher.faultOf({ type: 'order.placed', data: order, eventId: 'o1-placed', tenant: 'acme' }),
    publisher.faultOf({ type: 'order.placed', data: order, schemaVersion: 1, time: new Date(), resources: ['o1'] }),
    publisher.faultOf({ type: 'order.placed', dataText: '{"orderId":12345678901234567890}' }),
    publisher.faultOf({ type: 'audit.noted', data: { any: ['thing'] } }),
    publisher.faultOf({ type: 'invoice.paid', data: { amount: 1 } }),
    publisher.faultOf({ type: 'invoice.paid', data: { amount: 1 }, schemaVersion: '1' }),
    publisher.faultOf({ type: 'invoice.paid', data: { amountCents: 100, currency: 'EUR' }, schemaVersion: '2' }),
    publisher.faultOf({ type: 'invoice.paid', data: { amountCents: 100, currency: 'EUR', schemaVersion: 2 } }),
  ];
  expect(faults).toEqual(faults.map(() => undefined));
});

it('takes anything where no types are given', () => {
  const untyped = createPublisher(settings);
  expect(untyped.faultOf({ type: 'what.ever', data: { n: 1 }, schemaVersion: 'x' })).toBe(undefined);
  // @ts-expect-error data is an object
  expect(untyped.faultOf({ type: 'what.ever', data: 'text' })).toBe('its data must be an object');
  // @ts-expect-error an event has no such field
  expect(untyped.faultOf({ type: 'what.ever', data: {}, tenent: 'acme' })).toMatch(/^tenent is not a known field/);
});

it('refuses what is not of its type: said to the compiler, which would complain of a comment that expects no error', () => {
  expect(refusedByTheCompiler).toBeTypeOf('function');
});

it('takes again what was not accepted', async () => {
  const again = async (error: PublishError) => publisher.publish(error.failed.map(({ event }) => event));
  expect(again).toBeTypeOf('function');
});

async function refusedByTheCompiler({ publish, faultOf }: Publisher<Events>): Promise<void> {
  // @ts-expect-error a field is missing
  await publish({ type: 'order.placed', data: { orderId: 'o1' } });
  // @ts-expect-error a field has another type
  await publish({ type: 'order.placed', data: { ...order, orderId: 1 } });
  // @ts-expect-error a field is misspelled
  await publish({ type: 'order.placed', data: { orderId: 'o1', lines: [{ sku: 'a', cuont: 2 }] } });
  // @ts-expect-error there is no such event type
  await publish({ type: 'order.plaecd', data: order });
  // @ts-expect-error the data of another event type
  await publish([{ type: 'invoice.paid', data: order }]);
  // @ts-expect-error version 2 has other data
  await publish({ type: 'invoice.paid', data: { amount: 1 }, schemaVersion: '2' });
  // @ts-expect-error version 2 must be said
  await publish({ type: 'invoice.paid', data: { amountCents: 100, currency: 'EUR' } });
  // @ts-expect-error said differently in the data
  await publish({ type: 'invoice.paid', data: { amount: 1, schemaVersion: '1' }, schemaVersion: '2' });
  // @ts-expect-error there is no version 3
  await publish({ type: 'invoice.paid', data: { amount: 1 }, schemaVersion: '3' });
  // @ts-expect-error a version is a text or a number, even where the data says nothing of it
  await publish({ type: 'audit.noted', data: { any: 'thing' }, schemaVersion: { major: 1 } });
  // @ts-expect-error an event has no such field
  await publish({ type: 'order.placed', data: order, tenent: 'acme' });
  // @ts-expect-error either data or its text
  faultOf({ type: 'order.placed', data: order, dataText: '{}' });
  // @ts-expect-error no such option
  createPublisher({ ...settings, tenantfield: 'x' });
  // @ts-expect-error one event has one answer
  (await publish({ type: 'order.placed', data: order })).length;
  const [first] = await publish([{ type: 'order.placed', data: order }]);
  first?.eventBridgeId.toUpperCase();
}
