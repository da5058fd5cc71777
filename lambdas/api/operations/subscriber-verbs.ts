/** What can be done with a subscriber besides changing its settings: its state, its secret, a test. */
import type { StateVerb } from '../../../core/subscriber-transition.ts';
import { ENABLE_INPUT, enableSubscriber } from '../../replays/enable-subscriber.ts';
import type { Operation } from '../../rest/operation.ts';
import { changeState } from '../../subscribers/change-state.ts';
import { ROTATION_INPUT, rotateSecret } from '../../subscribers/rotate-secret.ts';
import { sendTestEvent, TEST_INPUT } from '../../subscribers/send-test-event.ts';
import { operation } from '../operation.ts';
import type { ApiParts } from '../parts.ts';
import { ROTATION } from '../views/rotation-view.ts';
import { ENABLED_SUBSCRIBER, enabledSubscriberView, SUBSCRIBER, subscriberView } from '../views/subscriber-view.ts';
import { TEST_EVENT } from '../views/test-event-view.ts';

const tag = 'Subscribers';

const VERBS: Readonly<Record<StateVerb, string>> = {
  pause: 'Pause: nothing is delivered, events wait in the queue for up to 14 days',
  resume: 'Resume what is paused; try a failed one again',
  disable: 'Disable: events are no longer kept, what waits becomes dead letters',
  enable: 'Enable what is disabled, and bring back what it missed if asked to; try a failed one again',
};

const states = (['pause', 'resume', 'disable'] as const).map(stateOperation);

function stateOperation(verb: Exclude<StateVerb, 'enable'>): Operation<ApiParts> {
  return operation(
    {
      id: `${verb}Subscriber`,
      method: 'POST',
      path: `/v1/subscribers/{id}/${verb}`,
      tag,
      summary: VERBS[verb],
      answers: { 202: { description: 'It is on its way to that state', schema: SUBSCRIBER } },
      problems: ['not-found', 'conflict'],
    },
    async ({ path: { id = '' } }, parts) => ({
      status: 202,
      body: subscriberView(await changeState(id, verb, parts)),
    }),
  );
}

const enable = operation(
  {
    id: 'enableSubscriber',
    method: 'POST',
    path: '/v1/subscribers/{id}/enable',
    tag,
    summary: VERBS.enable,
    body: ENABLE_INPUT,
    bodyIsOptional: true,
    answers: { 202: { description: 'It is on its way to that state', schema: ENABLED_SUBSCRIBER } },
    problems: ['not-found', 'conflict'],
  },
  async ({ path: { id = '' }, body }, parts) => ({
    status: 202,
    body: enabledSubscriberView(await enableSubscriber(id, body, parts)),
  }),
);

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
        schema: TEST_EVENT,
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
        schema: ROTATION,
      },
    },
    problems: ['not-found', 'conflict'],
  },
  async ({ path: { id = '' }, body }, parts) => ({ status: 200, body: await rotateSecret(id, body, parts) }),
);

export const SUBSCRIBER_VERB_OPERATIONS = [...states, enable, test, rotate];
