/** What can be asked of the API? */
import type { Operation } from '../rest/operation.ts';
import { DELIVERY_OPERATIONS } from './operations/deliveries.ts';
import { EVENT_TYPE_OPERATIONS } from './operations/event-types.ts';
import { OPENAPI_OPERATIONS } from './operations/openapi.ts';
import { SUBSCRIBER_VERB_OPERATIONS } from './operations/subscriber-verbs.ts';
import { SUBSCRIBER_OPERATIONS } from './operations/subscribers.ts';
import type { ApiParts } from './parts.ts';

export const OPERATIONS: readonly Operation<ApiParts>[] = [
  ...SUBSCRIBER_OPERATIONS,
  ...SUBSCRIBER_VERB_OPERATIONS,
  ...DELIVERY_OPERATIONS,
  ...EVENT_TYPE_OPERATIONS,
  ...OPENAPI_OPERATIONS,
];
