/**
 * Sends a subscriber an event of its own, to see whether it arrives. It enters at the subscriber's queue like a redrive,
 * so that nobody else gets it, and is delivered like any other.
 */
import { randomUUID } from 'node:crypto';
import { QueueDoesNotExist, SendMessageCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { subscriberResourceNames } from '../../core/stage.ts';
import { MAX_EVENT_TYPE_LENGTH } from '../../core/subscriber-pattern.ts';
import { siblingQueueUrl } from '../queues/sibling-queue-url.ts';
import { anyObject, text } from '../schema/fields.ts';
import { knownSubscriber } from './known-subscriber.ts';
import type { SubscriberParts } from './parts.ts';
import { Problem } from './problem.ts';

export const TEST_INPUT = z
  .strictObject(
    {
      eventType: z.optional(text(1, MAX_EVENT_TYPE_LENGTH).check(z.describe('`fanfare.test` where none is given'))),
      data: z.optional(
        anyObject('must be an object').check(
          z.describe("The event's data, with an id of its own; else the example of its type, if there is one"),
        ),
      ),
    },
    'must be an object',
  )
  .check(z.meta({ id: 'TestInput' }));

/** SQS's limit: 1 MiB. */
const MAX_MESSAGE_BYTES = 1_048_576;

const OWN_TYPE = 'fanfare.test';

/** Whether an event is a test: it never came over the bus. */
export function isTestEventId(eventId: string): boolean {
  return /^test_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(eventId);
}

export interface Sent {
  readonly eventId: string;
  readonly eventType: string;
}

export async function sendTestEvent(
  id: string,
  { eventType = OWN_TYPE, data }: z.output<typeof TEST_INPUT>,
  parts: SubscriberParts & { readonly stage: string; readonly platformQueueUrl: string },
): Promise<Sent> {
  const { desired, status } = await knownSubscriber(id, parts.subscribers);
  if (desired !== 'active' && desired !== 'paused') throw unreachable(id, status);
  const detail = data ?? (await parts.eventTypes.get(eventType))?.example ?? { test: true, subscriberId: id };
  const eventId = `test_${randomUUID()}`;
  // Its own id whatever the data says: a test must arrive, and never stand in the way of a publisher's event.
  const body = JSON.stringify(envelope(eventType, { ...detail, [parts.rules.eventIdField]: eventId }, eventId));
  const bytes = Buffer.byteLength(body);
  if (bytes > MAX_MESSAGE_BYTES) {
    throw new Problem('too-large', `The event would have ${bytes} bytes; a queue takes ${MAX_MESSAGE_BYTES}.`);
  }
  const queue = siblingQueueUrl(parts.platformQueueUrl, subscriberResourceNames(parts.stage, id).queue);
  await parts.sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: body })).catch((error: unknown) => {
    throw error instanceof QueueDoesNotExist ? unreachable(id, status) : error;
  });
  return { eventId, eventType };
}

function unreachable(id: string, status: string): Problem {
  return new Problem('conflict', `The subscriber ${id} is ${status}: an event would not reach it now.`);
}

/** As EventBridge would hand it over. */
function envelope(eventType: string, detail: object, eventId: string): object {
  return {
    version: '0',
    id: eventId,
    'detail-type': eventType,
    source: 'fanfare',
    time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    resources: [],
    detail,
  };
}
