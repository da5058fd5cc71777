/** What can be asked of the API? */
import type { Operation } from '../rest/operation.ts';
import { DEAD_LETTER_OPERATIONS } from './operations/dead-letters.ts';
import { DELIVERY_OPERATIONS } from './operations/deliveries.ts';
import { DISCARD_OPERATIONS } from './operations/discards.ts';
import { EVENT_TYPE_OPERATIONS } from './operations/event-types.ts';
import { OPENAPI_OPERATIONS } from './operations/openapi.ts';
import { OVERVIEW_OPERATIONS } from './operations/overview.ts';
import { RECONCILIATION_OPERATIONS } from './operations/reconciliations.ts';
import { REDRIVE_OPERATIONS } from './operations/redrives.ts';
import { REPLAY_OPERATIONS } from './operations/replays.ts';
import { SUBSCRIBER_VERB_OPERATIONS } from './operations/subscriber-verbs.ts';
import { SUBSCRIBER_OPERATIONS } from './operations/subscribers.ts';
import type { ApiParts } from './parts.ts';

export const OPERATIONS: readonly Operation<ApiParts>[] = [
  ...SUBSCRIBER_OPERATIONS,
  ...SUBSCRIBER_VERB_OPERATIONS,
  ...DELIVERY_OPERATIONS,
  ...DEAD_LETTER_OPERATIONS,
  ...REDRIVE_OPERATIONS,
  ...DISCARD_OPERATIONS,
  ...RECONCILIATION_OPERATIONS,
  ...REPLAY_OPERATIONS,
  ...EVENT_TYPE_OPERATIONS,
  ...OVERVIEW_OPERATIONS,
  ...OPENAPI_OPERATIONS,
];
