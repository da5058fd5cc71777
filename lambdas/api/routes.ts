/** What can be asked of the API? The paths, and what each answers. */
import { type Context, Hono } from 'hono';
import type { DeliveryStatus } from '../../core/delivery.ts';
import { webhookId } from '../../core/event-id.ts';
import { SUBSCRIBER_ID } from '../../core/stage.ts';
import { SUBSCRIBER_STATUSES, type Subscriber } from '../../core/subscriber.ts';
import type { ClaimRecords } from '../records/claim-records.ts';
import type { DeliveryRecords } from '../records/delivery-records.ts';
import { readJsonBody } from './json-body.ts';
import { listAnswer, type Query, readPageQuery, readQuery } from './page-query.ts';
import { invalidFields, Problem, problemAnswer } from './problem.ts';
import type { QueueGauge } from './queue-depths.ts';
import { type RegistrationParts, registerSubscriber } from './register-subscriber.ts';
import { deliveryView, subscriberView } from './views.ts';

export interface ApiParts extends RegistrationParts {
  readonly claims: ClaimRecords;
  readonly deliveries: DeliveryRecords;
  readonly gauge: QueueGauge;
  /** Told of our own faults; a client learns only that there was one. */
  readonly onFault: (error: Error, path: string) => void;
}

const DELIVERY_STATUSES: readonly DeliveryStatus[] = ['pending', 'delivered', 'dead'];

export function apiRoutes(parts: ApiParts): Hono {
  const api = new Hono();
  subscriberRoutes(api, parts);
  deliveryRoutes(api, parts);
  api.notFound((context) =>
    problemAnswer(context, new Problem('not-found', `The API has no ${context.req.method} ${context.req.path}.`)),
  );
  api.onError((error, context) => {
    if (error instanceof Problem) return problemAnswer(context, error);
    parts.onFault(error, context.req.path);
    return problemAnswer(context, new Problem('fault', 'The fault is ours and has been logged. Try again later.'));
  });
  return api;
}

function subscriberRoutes(api: Hono, parts: ApiParts): void {
  api.post('/v1/subscribers', async (context) => {
    queryOf(context);
    const { subscriber, secret } = await registerSubscriber(readJsonBody(await context.req.text()), parts);
    return context.json({ ...subscriberView(subscriber), secret }, 202);
  });
  api.get('/v1/subscribers', async (context) => {
    const query = queryOf(context, 'tenant', 'status', 'q', 'limit', 'cursor');
    const { tenant, q } = query;
    const status = oneOf(SUBSCRIBER_STATUSES, query.status);
    const { limit, position } = readPageQuery(query, 'subscribers');
    const { items, next } = await parts.subscribers.list({ tenant, status, q }, limit, position);
    return context.json(listAnswer(items.map(subscriberView), 'subscribers', next));
  });
  api.get('/v1/subscribers/:id', async (context) => {
    queryOf(context);
    const subscriber = await known(context.req.param('id'), parts);
    return context.json({ ...subscriberView(subscriber), queue: await parts.gauge.read(subscriber.id) });
  });
  api.delete('/v1/subscribers/:id', async (context) => {
    queryOf(context, 'force'); // dead letters do not hold it up yet, so that with or without it the answer is the same
    const subscriber = await known(context.req.param('id'), parts);
    const change = { desired: 'deleted', status: 'deleting' } as const;
    // Nothing is changed where it is being deleted already.
    const changed = await parts.subscribers.desire(subscriber.id, change, new Date());
    return context.json(subscriberView(changed ?? subscriber), 202);
  });
}

function deliveryRoutes(api: Hono, parts: ApiParts): void {
  api.get('/v1/subscribers/:id/deliveries', async (context) => {
    const query = queryOf(context, 'status', 'limit', 'cursor');
    const status = oneOf(DELIVERY_STATUSES, query.status);
    const list = `${status ?? 'all'}-deliveries`;
    const { limit, position } = readPageQuery(query, list);
    const { id } = await known(context.req.param('id'), parts);
    const { items, next } = status
      ? await parts.deliveries.ofSubscriberByStatus(id, status, limit, position)
      : await parts.deliveries.ofSubscriber(id, limit, position);
    return context.json(listAnswer(items.map(deliveryView), list, next));
  });
  // A publisher's own id may hold slashes.
  api.get('/v1/events/:id{.+}/deliveries', async (context) => {
    queryOf(context);
    const claims = await parts.claims.ofEvent(webhookId(context.req.param('id')));
    const deliveries = await parts.deliveries.get(claims.map(({ key }) => key));
    return context.json({ items: deliveries.map(deliveryView) });
  });
}

function queryOf(context: Context, ...known: readonly string[]): Query {
  return readQuery(context.req.queries(), known);
}

async function known(id: string, { subscribers }: ApiParts): Promise<Subscriber> {
  const subscriber = SUBSCRIBER_ID.test(id) ? await subscribers.get(id) : undefined;
  if (!subscriber) throw new Problem('not-found', `There is no subscriber ${id}.`);
  return subscriber;
}

function oneOf<T extends string>(allowed: readonly T[], value: string | undefined): T | undefined {
  if (value === undefined || (allowed as readonly string[]).includes(value)) return value as T | undefined;
  throw invalidFields([{ path: 'status', message: `must be one of ${allowed.join(', ')}` }]);
}
