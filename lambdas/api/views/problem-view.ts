/** What does the API answer when it refuses? RFC 9457's problem. */
import * as z from 'zod/mini';

export const PROBLEM = z
  .strictObject({
    type: z.string().check(z.describe('`urn:fanfare:problem:<kind>`')),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.optional(
      z
        .array(z.strictObject({ path: z.string(), message: z.string() }))
        .check(z.describe('Each field at fault, by its dotted path')),
    ),
    version: z.optional(z.int().check(z.describe('The present version, where another one was expected'))),
  })
  .check(z.describe('RFC 9457'));
