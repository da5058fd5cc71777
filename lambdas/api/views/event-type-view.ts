/** What does the API show of an event type? */
import * as z from 'zod/mini';
import type { Shown } from '../../schema/shown.ts';
import { time } from '../../schema/times.ts';

const anything = () => z.record(z.string(), z.unknown());

const FIELDS = {
  name: z.string(),
  description: z.optional(z.string()),
  schemas: z.optional(z.record(z.string(), anything()).check(z.describe('A JSON Schema for each version'))),
  example: z.optional(anything().check(z.describe("An event's data as it could be"))),
  deprecated: z.boolean(),
  createdAt: time(),
  updatedAt: time(),
};

const WEBHOOK = z
  .strictObject({
    secret: z.string().check(z.describe("The published secret it is signed with: nobody's own")),
    headers: z.record(z.string(), z.string()),
    body: z.string(),
  })
  .check(z.describe('A webhook of this type as an endpoint would receive it'));

export const EVENT_TYPE = z.strictObject(FIELDS).check(z.meta({ id: 'EventType' }));
export const EVENT_TYPE_WITH_WEBHOOK = z
  .strictObject({ ...FIELDS, webhook: WEBHOOK })
  .check(z.meta({ id: 'EventTypeWithWebhook' }));

export type EventTypeView = Shown<typeof EVENT_TYPE>;
export type EventTypeWithWebhookView = Shown<typeof EVENT_TYPE_WITH_WEBHOOK>;
export type ExampleWebhookView = EventTypeWithWebhookView['webhook'];
