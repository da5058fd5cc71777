/** What can be done with a subscriber besides changing its settings: its state, its secret, a test. */
import * as z from 'zod/mini';
import type { StateVerb } from '../../../core/subscriber-transition.ts';
import type { Operation } from '../../rest/operation.ts';
import { changeState } from '../../subscribers/change-state.ts';
import { ROTATION_INPUT, rotateSecret } from '../../subscribers/rotate-secret.ts';
import { sendTestEvent, TEST_INPUT } from '../../subscribers/send-test-event.ts';
import { operation } from '../operation.ts';
import type { ApiParts } from '../parts.ts';
import { SUBSCRIBER, subscriberView } from '../views/subscriber-view.ts';

const tag = 'Subscribers';

const VERBS: Readonly<Record<StateVerb, string>> = {
  pause: 'Pause: nothing is delivered, events wait in the queue for up to 14 days',
  resume: 'Resume what is paused; try a failed one again',
  disable: 'Disable: events are no longer kept, what waits becomes dead letters',
  enable: 'Enable what is disabled; try a failed one again',
};

const states = Object.entries(VERBS).map(([verb, summary]) => stateOperation(verb as StateVerb, summary));

function stateOperation(verb: StateVerb, summary: string): Operation<ApiParts> {
  return operation(
    {
      id: `${verb}Subscriber`,
      method: 'POST',
      path: `/v1/subscribers/{id}/${verb}`,
      tag,
      summary,
      answers: { 202: { description: 'It is on its way to that state', schema: SUBSCRIBER } },
      problems: ['not-found', 'conflict'],
    },
    async ({ path: { id = '' } }, parts) => ({
      status: 202,
      body: subscriberView(await changeState(id, verb, parts)),
    }),
  );
}

const test = operation(
  {
    id: 'testSubscriber',
    method: 'POST',
    path: '/v1/subscribers/{id}/test',
    tag,
    summary: 'Send it an event that nobody else gets',
    body: TEST_INPUT,
    bodyIsOptional: true,
    answers: {
      202: {
        description: 'It is on its way; look it up by its id',
        schema: z.strictObject({ eventId: z.string(), eventType: z.string() }),
      },
    },
    problems: ['not-found', 'conflict', 'too-large'],
  },
  async ({ path: { id = '' }, body }, parts) => ({ status: 202, body: await sendTestEvent(id, body, parts) }),
);

const rotate = operation(
  {
    id: 'rotateSecret',
    method: 'POST',
    path: '/v1/subscribers/{id}/secrets',
    tag,
    summary: 'Give it a new secret; the one before goes on signing beside it for a while',
    body: ROTATION_INPUT,
    bodyIsOptional: true,
    answers: {
      200: {
        description: 'The new secret signs from now on',
        schema: z.strictObject({
          secret: z.optional(z.string()),
          publicKey: z.optional(z.string()),
          previousExpiresAt: z.string().check(z.meta({ format: 'date-time' })),
        }),
      },
    },
    problems: ['not-found', 'conflict'],
  },
  async ({ path: { id = '' }, body }, parts) => ({ status: 200, body: await rotateSecret(id, body, parts) }),
);

export const SUBSCRIBER_VERB_OPERATIONS = [...states, test, rotate];
