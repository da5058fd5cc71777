/** Operations that look into the delivery log. */
import * as z from 'zod/mini';
import type { Delivery, DeliveryStatus } from '../../../core/delivery.ts';
import { webhookId } from '../../../core/event-id.ts';
import { SUBSCRIBER_ID } from '../../../core/stage.ts';
import { listAnswer, listOf, PAGE_PARAMETERS } from '../../rest/page-query.ts';
import { oneOf } from '../../schema/fields.ts';
import { knownSubscriber } from '../../subscribers/known-subscriber.ts';
import { Problem } from '../../subscribers/problem.ts';
import { operation } from '../operation.ts';
import type { ApiParts } from '../parts.ts';
import { DELIVERY, DELIVERY_STATUSES, deliveryView } from '../views/delivery-view.ts';

const tag = 'Deliveries';
const query = z.strictObject({ status: z.optional(oneOf(DELIVERY_STATUSES)), ...PAGE_PARAMETERS });

const ofSubscriber = operation(
  {
    id: 'listDeliveriesOfSubscriber',
    method: 'GET',
    path: '/v1/subscribers/{id}/deliveries',
    tag,
    summary: "A subscriber's deliveries, newest event first; the dead ones by when they died",
    query,
    answers: { 200: { description: 'A page of them', schema: listOf(DELIVERY) } },
    problems: ['not-found'],
  },
  async ({ path: { id: asked = '' }, query: { status, ...page } }, { subscribers, deliveries }) => {
    const list = `${status ?? 'all'}-deliveries-of-${asked}`;
    const read = async (limit: number, before?: string) => {
      const { id } = await knownSubscriber(asked, subscribers);
      return status
        ? deliveries.ofSubscriberByStatus(id, status, limit, before)
        : deliveries.ofSubscriber(id, limit, before);
    };
    return { status: 200, body: await listAnswer(list, page, read, deliveryView) };
  },
);

const ofEvent = operation(
  {
    id: 'listDeliveriesOfEvent',
    method: 'GET',
    path: '/v1/events/{eventId}/deliveries',
    tag,
    summary: 'Everyone an event went to',
    query,
    answers: { 200: { description: 'A page of them', schema: listOf(DELIVERY) } },
  },
  async ({ path, query: { status, ...page } }, parts) => {
    const eventId = webhookId(path.eventId ?? '');
    const list = `${status ?? 'all'}-deliveries-of-event-${eventId}`;
    const read = (limit: number, after?: string) => eventPage(eventId, status, limit, after, parts);
    return { status: 200, body: await listAnswer(list, page, read, deliveryView) };
  },
);

/** Pages of the event's claims, until one page of deliveries is full. */
async function eventPage(
  eventId: string,
  status: DeliveryStatus | undefined,
  limit: number,
  position: string | undefined,
  { claims, deliveries }: ApiParts,
): Promise<{ items: Delivery[]; next?: string }> {
  const found: Delivery[] = [];
  let after = position;
  do {
    const page = await claims.ofEvent(eventId, limit + 1, after);
    const logged = await deliveries.get(page.items.map(({ key }) => key));
    found.push(...logged.filter((delivery) => status === undefined || delivery.status === status));
    after = page.next;
  } while (after !== undefined && found.length <= limit);
  const last = found[limit - 1];
  return found.length > limit && last ? { items: found.slice(0, limit), next: last.subscriberId } : { items: found };
}

const one = operation(
  {
    id: 'readDelivery',
    method: 'GET',
    path: '/v1/deliveries/{subscriberId}/{eventId}',
    tag,
    summary: 'One delivery, with all its attempts',
    answers: { 200: { description: 'The delivery', schema: DELIVERY } },
    problems: ['not-found'],
  },
  async ({ path: { subscriberId = '', eventId = '' } }, { claims, deliveries }) => {
    const claim =
      SUBSCRIBER_ID.test(subscriberId) && (await claims.find({ eventId: webhookId(eventId), subscriberId }));
    const [delivery] = claim ? await deliveries.get([claim.key]) : [];
    if (!delivery) throw new Problem('not-found', `The log has no delivery of ${eventId} to ${subscriberId}.`);
    return { status: 200, body: deliveryView(delivery) };
  },
);

export const DELIVERY_OPERATIONS = [ofSubscriber, ofEvent, one];
