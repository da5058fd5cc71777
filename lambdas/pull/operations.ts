/** What can a subscriber that cannot be called ask for? Its events, and to be done with them. */
import * as z from 'zod/mini';
import { operationsOf } from '../rest/operation.ts';
import { list, text, wholeNumber } from '../schema/fields.ts';
import { acknowledge, RECEIPT_FAULTS } from './acknowledge.ts';
import { handOut } from './hand-out.ts';
import type { PullParts } from './parts.ts';

const operation = operationsOf<PullParts>();
const tag = 'Pulling';
const d = z.describe;

const DEFAULT_MAX = 10;
const MAX_ITEMS = 100;
/** SQS waits no longer. */
const MAX_WAIT_SECONDS = 20;
/** A receipt has about a thousand characters. */
const MAX_RECEIPT_LENGTH = 8_192;

const HANDED_OUT = z
  .strictObject({
    headers: z.record(z.string(), z.string()).check(d('Those that would have been posted, signature included')),
    body: z.string().check(d('The signed text: verify it before you parse it')),
    receipt: z.string().check(d('What to acknowledge it with')),
  })
  .check(z.meta({ id: 'HandedOut', description: 'A signed webhook' }));

const pull = operation(
  {
    id: 'pullEvents',
    method: 'POST',
    path: '/v1/subscribers/{id}/pull',
    tag,
    summary: 'Fetch events, hidden from others until they are acknowledged or the time for that is up',
    body: z.strictObject(
      {
        max: z.optional(
          wholeNumber(1, MAX_ITEMS).check(d(`How many at most (${DEFAULT_MAX}); an answer holds 4.5 MB`)),
        ),
        waitSeconds: z.optional(wholeNumber(0, MAX_WAIT_SECONDS).check(d('How long to wait for the first (0)'))),
      },
      'must be an object',
    ),
    bodyIsOptional: true,
    answers: {
      200: { description: 'The events there are', schema: z.strictObject({ items: z.array(HANDED_OUT) }) },
    },
    problems: ['not-found', 'conflict'],
  },
  async ({ path: { id = '' }, body: { max = DEFAULT_MAX, waitSeconds = 0 } }, parts) => ({
    status: 200,
    body: { items: await handOut(id, { max, waitSeconds }, parts) },
  }),
);

const ack = operation(
  {
    id: 'acknowledgeEvents',
    method: 'POST',
    path: '/v1/subscribers/{id}/ack',
    tag,
    summary: 'Acknowledge what was fetched: it is delivered and does not come again',
    body: z.strictObject({ receipts: list(text(1, MAX_RECEIPT_LENGTH), MAX_ITEMS, 'receipts') }, 'must be an object'),
    answers: {
      200: {
        description: 'What became of the receipts',
        schema: z.strictObject({
          acknowledged: z.int().check(d('How many of them')),
          failed: z.array(
            z.strictObject({
              receipt: z.string(),
              reason: z
                .enum(RECEIPT_FAULTS)
                .check(d('`expired`: the event was handed out again. `unknown`: nothing was handed out with it')),
            }),
          ),
        }),
      },
    },
    problems: ['not-found'],
  },
  async ({ path: { id = '' }, body: { receipts } }, parts) => ({
    status: 200,
    body: await acknowledge(id, receipts, parts),
  }),
);

export const PULL_OPERATIONS = [pull, ack];
