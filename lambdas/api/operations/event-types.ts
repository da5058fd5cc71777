/** Operations on the catalogue of event types. */
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import type { EventType } from '../../../core/event-type.ts';
import { schemaVersionFault } from '../../../core/schema-version.ts';
import { EVENT_TYPE_INPUT, eventTypeNameFault, readEventTypeInput } from '../../event-types/event-type-input.ts';
import { exampleWebhook } from '../../event-types/example-webhook.ts';
import { listAnswer, listOf, PAGE_PARAMETERS } from '../../rest/page-query.ts';
import { by } from '../../schema/fields.ts';
import { invalidFields, Problem } from '../../subscribers/problem.ts';
import { operation } from '../operation.ts';
import { EVENT_TYPE, EVENT_TYPE_WITH_WEBHOOK } from '../views/event-type-view.ts';

const tag = 'Event types';
const path = '/v1/event-types/{name}';

const list = operation(
  {
    id: 'listEventTypes',
    method: 'GET',
    path: '/v1/event-types',
    tag,
    summary: 'The catalogue, by name',
    query: z.strictObject(PAGE_PARAMETERS),
    answers: { 200: { description: 'A page of it', schema: listOf(EVENT_TYPE) } },
  },
  async ({ query }, { eventTypes }) => {
    const read = (limit: number, after?: string) => eventTypes.list(limit, after);
    return { status: 200, body: await listAnswer('event-types', query, read, (eventType) => eventType) };
  },
);

const read = operation(
  {
    id: 'readEventType',
    method: 'GET',
    path,
    tag,
    summary: "All that a subscriber's developer needs: schemas, an example, a signed webhook",
    query: z.strictObject({
      schemaVersion: z.optional(
        z.string().check(by(schemaVersionFault), z.describe('Of which version the webhook is')),
      ),
    }),
    answers: { 200: { description: 'The event type', schema: EVENT_TYPE_WITH_WEBHOOK } },
    problems: ['not-found'],
  },
  async ({ path: { name = '' }, query: { schemaVersion } }, { eventTypes, rules, userAgent }) => {
    const eventType = (eventTypeNameFault(name) ? undefined : await eventTypes.get(name)) ?? unknown(name);
    if (schemaVersion !== undefined && !Object.hasOwn(eventType.schemas ?? {}, schemaVersion)) {
      throw new Problem('not-found', `The event type ${name} has no version ${schemaVersion}.`);
    }
    const { schemaVersionField } = rules;
    const webhook = exampleWebhook(eventType, schemaVersion, { schemaVersionField, userAgent });
    return { status: 200, body: { ...eventType, webhook } };
  },
);

const put = operation(
  {
    id: 'putEventType',
    method: 'PUT',
    path,
    tag,
    summary: 'Put an event type into the catalogue, or replace what it says',
    body: EVENT_TYPE_INPUT,
    bodyIsUnread: true,
    bodyDepth: 28, // two levels of a schema for one of the data; DynamoDB keeps 32
    answers: {
      200: { description: 'It was there and is as given now', schema: EVENT_TYPE },
      201: { description: 'It is in the catalogue now', schema: EVENT_TYPE },
    },
  },
  async ({ path: { name = '' }, body }, { eventTypes, rules }) => {
    const message = eventTypeNameFault(name);
    if (message !== undefined) throw invalidFields([{ path: 'name', message }]);
    const reading = readEventTypeInput(body, rules.schemaVersionField);
    if (!reading.ok) throw invalidFields(reading.errors);
    const before = await eventTypes.get(name);
    const now = new Date().toISOString();
    const createdAt = before?.createdAt ?? now;
    const wanted: EventType = { deprecated: false, ...reading.value, name, createdAt, updatedAt: now };
    const isNew = !isDeepStrictEqual({ ...before, updatedAt: now }, wanted);
    if (isNew) await eventTypes.put(wanted);
    return { status: before ? 200 : 201, body: isNew ? wanted : before };
  },
);

const remove = operation(
  {
    id: 'deleteEventType',
    method: 'DELETE',
    path,
    tag,
    summary: 'Take an event type out of the catalogue; subscribers who want it stay',
    answers: { 204: { description: 'It is gone' } },
    problems: ['not-found'],
  },
  async ({ path: { name = '' } }, { eventTypes }) => {
    if (eventTypeNameFault(name) || !(await eventTypes.remove(name))) unknown(name);
    return { status: 204 };
  },
);

function unknown(name: string): never {
  throw new Problem('not-found', `The catalogue has no event type ${name}.`);
}

export const EVENT_TYPE_OPERATIONS = [list, read, put, remove];
