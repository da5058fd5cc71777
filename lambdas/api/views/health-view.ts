/** What does the API show of an endpoint that fails now? */
import * as z from 'zod/mini';
import { time } from '../../schema/times.ts';

const d = z.describe;

/** Also part of the overview's own list. */
export const HEALTH_FIELDS = {
  failingSince: time().check(d('Its first failed attempt since the last that succeeded')),
  lastFailureAt: time(),
  failures: z.int().check(d('How many attempts have failed since')),
  last: z.strictObject({
    outcome: z.string(),
    detail: z.optional(z.string().check(d('Which phase, cause or rule'))),
    httpStatus: z.optional(z.int()),
  }),
};

export const HEALTH = z.strictObject(HEALTH_FIELDS).check(z.meta({ id: 'EndpointHealth' }));
