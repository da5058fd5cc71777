/** How does a request say which dead letters it means? The same in lists, redrives and discards. */
import * as z from 'zod/mini';
import type { DeadLetterFilter } from '../../../core/dead-letter.ts';
import { DEAD_REASONS } from '../../../core/decide.ts';
import { MAX_EVENT_TYPE_LENGTH } from '../../../core/subscriber-pattern.ts';
import { oneOf, text } from '../../schema/fields.ts';
import type { Shown } from '../../schema/shown.ts';
import { givenTime } from '../../schema/times.ts';
import { invalidFields } from '../../subscribers/problem.ts';

const d = z.describe;

export const DEAD_LETTER_FILTER_FIELDS = {
  eventType: z.optional(text(1, MAX_EVENT_TYPE_LENGTH).check(d('Of this type'))),
  reason: z.optional(oneOf(DEAD_REASONS).check(d('That died for this reason'))),
  from: z.optional(givenTime().check(d('That died at this time or later'))),
  to: z.optional(givenTime().check(d('That died before this time'))),
};

export const DEAD_LETTER_FILTER = z
  .strictObject(DEAD_LETTER_FILTER_FIELDS, 'must be an object')
  .check(z.meta({ id: 'DeadLetterFilter' }));

export type DeadLetterFilterView = Shown<typeof DEAD_LETTER_FILTER>;

/** The filter that was given, refused where no time is left between its ends. */
export function givenFilter(given: z.output<typeof DEAD_LETTER_FILTER>, path = ''): DeadLetterFilter {
  const { from, to } = given;
  if (from !== undefined && to !== undefined && to <= from) {
    throw invalidFields([{ path: `${path}to`, message: 'must be later than `from`' }]);
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as DeadLetterFilter;
}
