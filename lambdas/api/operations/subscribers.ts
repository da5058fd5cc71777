/** Operations on subscribers: register, list, read, change, delete. */
import * as z from 'zod/mini';
import { SUBSCRIBER_STATUSES, type Subscriber } from '../../../core/subscriber.ts';
import { type SubscriberState, subscriberStates } from '../../overview/subscriber-states.ts';
import { listAnswer, listOf, PAGE_PARAMETERS } from '../../rest/page-query.ts';
import { flagText, oneOf } from '../../schema/fields.ts';
import { changeSubscriber } from '../../subscribers/change-subscriber.ts';
import { deleteSubscriber } from '../../subscribers/delete-subscriber.ts';
import { knownSubscriber } from '../../subscribers/known-subscriber.ts';
import { invalidFields } from '../../subscribers/problem.ts';
import { registerSubscriber } from '../../subscribers/register-subscriber.ts';
import { subscriberInput, subscriberPatch } from '../../subscribers/subscriber-input.ts';
import { operation } from '../operation.ts';
import {
  CHANGED_SUBSCRIBER,
  changedSubscriberView,
  LISTED_SUBSCRIBER,
  SUBSCRIBER,
  SUBSCRIBER_WITH_STATE,
  stateView,
  subscriberView,
} from '../views/subscriber-view.ts';

const tag = 'Subscribers';
const d = z.describe;

const create = operation(
  {
    id: 'registerSubscriber',
    method: 'POST',
    path: '/v1/subscribers',
    tag,
    summary: 'Register a subscriber; its resources are made at once, `status` tells when they are there',
    headers: {
      'Idempotency-Key': {
        description:
          'With the same key, the same registration sent again within a day is the first one, secret included',
        schema: z.string(),
      },
    },
    body: subscriberInput(),
    bodyIsUnread: true,
    answers: { 202: { description: 'It is being provisioned', schema: CHANGED_SUBSCRIBER } },
    problems: ['conflict'],
  },
  async ({ body, header }, parts) => {
    const registered = await registerSubscriber(body, parts, header('idempotency-key'));
    return { status: 202, body: changedSubscriberView(registered) };
  },
);

const list = operation(
  {
    id: 'listSubscribers',
    method: 'GET',
    path: '/v1/subscribers',
    tag,
    summary: 'List subscribers, oldest first',
    query: z.strictObject({
      tenant: z.optional(z.string().check(d('Of this tenant'))),
      status: z.optional(oneOf(SUBSCRIBER_STATUSES)),
      q: z.optional(z.string().check(d('A part of the name or the URL, in any case'))),
      include: z.optional(oneOf(['state']).check(d('`state`: also how each does now'))),
      ...PAGE_PARAMETERS,
    }),
    answers: { 200: { description: 'A page of them', schema: listOf(LISTED_SUBSCRIBER) } },
  },
  async ({ query: { tenant, status, q, include, ...page } }, parts) => {
    const filter = { tenant, status, q };
    const read = async (limit: number, after?: string) => {
      const { items, ...rest } = await parts.subscribers.list(filter, limit, after);
      const states = include
        ? await subscriberStates(
            items.map(({ id }) => id),
            parts,
          )
        : NO_STATES;
      return { ...rest, items: items.map((subscriber) => ({ subscriber, state: states.get(subscriber.id) })) };
    };
    const view = ({ subscriber, state }: Listed) => ({ ...subscriberView(subscriber), ...stateView(state) });
    return { status: 200, body: await listAnswer('subscribers', page, read, view) };
  },
);

interface Listed {
  readonly subscriber: Subscriber;
  readonly state: SubscriberState | undefined;
}

const NO_STATES: ReadonlyMap<string, SubscriberState> = new Map();

const read = operation(
  {
    id: 'readSubscriber',
    method: 'GET',
    path: '/v1/subscribers/{id}',
    tag,
    summary: 'Read a subscriber, with how it does now',
    answers: { 200: { description: 'The subscriber', schema: SUBSCRIBER_WITH_STATE } },
    problems: ['not-found'],
  },
  async ({ path: { id = '' } }, parts) => {
    const subscriber = await knownSubscriber(id, parts.subscribers);
    const state = (await subscriberStates([id], parts)).get(id);
    return { status: 200, body: { ...subscriberView(subscriber), queue: NOTHING_QUEUED, ...stateView(state) } };
  },
);

/** Of a subscriber whose queues are not there yet. */
const NOTHING_QUEUED = { depth: 0, inFlight: 0, deadLetters: 0 };

const change = operation(
  {
    id: 'changeSubscriber',
    method: 'PATCH',
    path: '/v1/subscribers/{id}',
    tag,
    summary:
      'Change settings: what is given replaces, null takes away, all else stays; every delivery goes by it within 2 s',
    headers: {
      'If-Match': {
        description: 'The version that is to be changed; refused with 412 when it is another',
        schema: z.string(),
      },
    },
    body: subscriberPatch(),
    bodyIsUnread: true,
    answers: { 200: { description: 'The subscriber as it is then', schema: CHANGED_SUBSCRIBER } },
    problems: ['not-found', 'conflict', 'version-mismatch'],
  },
  async ({ path: { id = '' }, body, header }, parts) => {
    const changed = await changeSubscriber(id, body, versionIn(header('if-match')), parts);
    return { status: 200, body: changedSubscriberView(changed) };
  },
);

/** `3`, or as an entity tag `"3"`; `*` is any. */
function versionIn(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const [, version] = /^\s*(?:W\/)?"?(\d{1,15})"?\s*$/.exec(ifMatch) ?? [];
  if (version !== undefined) return Number(version);
  throw invalidFields([{ path: 'If-Match', message: 'must be the version of the subscriber, a whole number' }]);
}

const remove = operation(
  {
    id: 'deleteSubscriber',
    method: 'DELETE',
    path: '/v1/subscribers/{id}',
    tag,
    summary: 'Delete a subscriber with its queues and all that waits in them',
    query: z.strictObject({ force: z.optional(flagText().check(d('Also while dead letters wait'))) }),
    answers: { 202: { description: 'It is being deleted', schema: SUBSCRIBER } },
    problems: ['not-found', 'conflict'],
  },
  async ({ path: { id = '' }, query: { force = false } }, parts) => {
    const subscriber = await deleteSubscriber(id, { force }, parts);
    return { status: 202, body: subscriberView(subscriber) };
  },
);

export const SUBSCRIBER_OPERATIONS = [create, list, read, change, remove];
