/** Which dead letters are to be redriven or discarded? */
import * as z from 'zod/mini';
import { webhookId } from '../../../core/event-id.ts';
import { MAX_EVENTS_CHOSEN, type Selection } from '../../../core/job.ts';
import { by, list, text } from '../../schema/fields.ts';
import { invalidFields } from '../../subscribers/problem.ts';
import { DEAD_LETTER_FILTER, givenFilter } from './dead-letter-filter.ts';

const d = z.describe;

/** They are kept with the job, whose record has to stay far under DynamoDB's 400 KB. */
const MAX_IDS_BYTES = 100_000;
const MAX_ID_LENGTH = 1024;

export const SELECTION_INPUT = {
  eventIds: z.optional(
    list(text(1, MAX_ID_LENGTH), MAX_EVENTS_CHOSEN, 'event ids').check(
      by(sizeFault),
      d(
        `Those of these events: by the ids that are shown, or by the publisher's own; ${MAX_IDS_BYTES} bytes of ids at most`,
      ),
    ),
  ),
  filter: z.optional(DEAD_LETTER_FILTER).check(d('Those that have all of this')),
};

/** `undefined` where nothing was said. */
export function givenSelection({
  eventIds,
  filter,
}: {
  readonly eventIds?: readonly string[] | undefined;
  readonly filter?: z.output<typeof DEAD_LETTER_FILTER> | undefined;
}): Selection | undefined {
  if (eventIds && filter) throw invalidFields([{ path: 'filter', message: 'must be left out beside `eventIds`' }]);
  if (eventIds) return ofEvents(eventIds);
  if (!filter) return undefined;
  const given = givenFilter(filter, 'filter.');
  if (Object.keys(given).length > 0) return { kind: 'filter', filter: given };
  throw invalidFields([{ path: 'filter', message: 'must hold at least one of `eventType`, `reason`, `from`, `to`' }]);
}

/** The log knows events by the ids they are sent with; what was asked for is shown as it was asked. */
function ofEvents(asked: readonly string[]): Selection {
  const askedAs = new Map(asked.map((id) => [webhookId(id), id]));
  const others = [...askedAs].filter(([eventId, id]) => eventId !== id);
  return {
    kind: 'events',
    eventIds: [...askedAs.keys()],
    ...(others.length === 0 ? {} : { askedAs: Object.fromEntries(others) }),
  };
}

function sizeFault(ids: readonly string[]): string | undefined {
  const bytes = ids.reduce((sum, id) => sum + Buffer.byteLength(id), 0);
  return bytes > MAX_IDS_BYTES ? `must have at most ${MAX_IDS_BYTES} bytes together: ask for fewer at once` : undefined;
}
