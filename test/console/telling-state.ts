/** A stage on which something is the matter: for pictures of the console, and for checks of all its views. */
import type { SubscriberView, TestPlatform } from '../test-platform.ts';
import { until } from '../until.ts';

export interface TellingState {
  /** Its endpoint answers 503: dead letters, and deliveries that wait. */
  readonly failing: SubscriberView;
  readonly healthy: SubscriberView;
  /** Whom all that is sent goes to; one id is no plain one. */
  readonly eventIds: readonly string[];
  readonly oddEventId: string;
  readonly redriveId: string;
  readonly discardId: string;
  readonly replayId: string;
}

const TYPES = ['invoice.paid', 'invoice.voided', 'order.shipped', 'customer.subscription.renewed'] as const;
const HOURS = 3600;

export async function makeTellingState(platform: TestPlatform): Promise<TellingState> {
  await fillCatalogue(platform);
  const { endpoint } = platform;
  endpoint.behave('/failing', () => ({
    status: 503,
    body: '<h1>503 Service Unavailable</h1>\nNo server is available.',
  }));
  endpoint.behave('/slow', () => 'hang');
  endpoint.behave('/gone', () => ({ status: 410, body: 'This hook was removed.' }));
  const [failing, healthy, slow, gone, puller] = await Promise.all([
    platform.subscribe('/failing', { name: 'Acme billing', tenant: 'acme', retrySchedule: [1] }),
    platform.subscribe('/healthy', { name: 'Globex warehouse', description: 'Stock moves with every order' }),
    platform.subscribe('/slow', { name: 'Initech CRM', timeoutSeconds: 1, retrySchedule: [HOURS, 2 * HOURS] }),
    platform.subscribe('/gone', { name: 'Hooli events' }),
    platform.subscribe('/pull', { name: 'Umbrella intranet', mode: 'pull', url: undefined }),
  ]);
  const oddEventId = 'order 12/3 #4';
  const eventIds = Array.from({ length: 24 }, (_, at) => `evt_${String(at + 1).padStart(4, '0')}`);
  const sent = [...eventIds, oddEventId].map((eventId, at) => ({
    DetailType: TYPES[at % TYPES.length] ?? '',
    Detail: JSON.stringify({ eventId, tenant: at % 5 === 4 ? 'globex' : 'acme', amount: 100 + at }),
  }));
  await platform.publish(...sent);
  await until('all to have failed', async () => (await deadCount(platform, failing.id)) >= 20);
  await until('the gone one to be disabled', async () => (await platform.subscriber(gone.id)).status === 'disabled');
  await until('the slow one to wait', async () => (await oldestPending(platform, slow.id)) !== undefined);
  await platform.api('POST', `/v1/subscribers/${puller.id}/pause`);
  return { failing, healthy, eventIds, oddEventId, ...(await workOnIt(platform, failing.id, healthy.id)) };
}

/** Three redriven that die again, two discarded, an hour replayed. */
async function workOnIt(platform: TestPlatform, failingId: string, healthyId: string) {
  const { items } = (await platform.api<{ items: { eventId: string }[] }>('GET', lettersPath(failingId))).body;
  const [a = '', b = '', c = '', d = '', e = ''] = items.map(({ eventId }) => eventId);
  const path = `/v1/subscribers/${failingId}`;
  const redriveId = await begun(platform, `${path}/redrives`, { eventIds: [a, b, c, 'evt_of_long_ago'] });
  await ended(platform, `/v1/redrives/${redriveId}`);
  const discardId = await begun(platform, `${path}/discards`, { eventIds: [d, e] });
  await ended(platform, `/v1/discards/${discardId}`);
  const from = new Date(Date.now() - HOURS * 1000).toISOString();
  const replayId = await begun(platform, `/v1/subscribers/${healthyId}/replays`, { from });
  await ended(platform, `/v1/replays/${replayId}`);
  return { redriveId, discardId, replayId };
}

export async function begun(platform: TestPlatform, path: string, body: object): Promise<string> {
  const answer = await platform.api<{ id: string }>('POST', path, body);
  if (answer.status !== 202) throw new Error(`${path} was refused: ${JSON.stringify(answer.body)}`);
  return answer.body.id;
}

/** Waits until a job is over. */
export async function ended(platform: TestPlatform, path: string): Promise<void> {
  await until(`${path} to end`, async () => {
    const { status } = (await platform.api<{ status: string }>('GET', path)).body;
    return ['completed', 'failed', 'cancelled'].includes(status);
  });
}

const lettersPath = (id: string) => `/v1/subscribers/${id}/dead-letters`;

export async function deadCount(platform: TestPlatform, id: string): Promise<number> {
  return (await platform.api<{ logged: number }>('GET', `${lettersPath(id)}/count`)).body.logged;
}

async function oldestPending(platform: TestPlatform, id: string): Promise<string | undefined> {
  return (await platform.api<{ oldestPendingAt?: string }>('GET', `/v1/subscribers/${id}`)).body.oldestPendingAt;
}

async function fillCatalogue(platform: TestPlatform): Promise<void> {
  const money = { type: 'object', required: ['amount'], properties: { amount: { type: 'integer', minimum: 0 } } };
  const types: Record<string, object> = {
    'invoice.paid': {
      description: 'An invoice was paid in full.',
      schemas: { 1: money, 2: { ...money, required: ['amount', 'currency'] } },
      example: { amount: 120 },
    },
    'invoice.voided': { description: 'An invoice was declared void.', schemas: { 1: money } },
    'order.shipped': { description: 'All parcels of an order left the warehouse.' },
    'order.sent': { description: 'Take order.shipped.', deprecated: true },
    'customer.subscription.renewed': { description: 'A subscription goes on for another period.' },
  };
  for (const [name, type] of Object.entries(types)) {
    const { status, body } = await platform.api('PUT', `/v1/event-types/${name}`, type);
    if (status > 201) throw new Error(`The event type ${name} was refused: ${JSON.stringify(body)}`);
  }
}
