/** What does the API answer when a subscriber got a new secret? */
import * as z from 'zod/mini';
import type { Shown } from '../../schema/shown.ts';
import { time } from '../../schema/times.ts';

export const ROTATION = z.strictObject({
  secret: z.optional(z.string()),
  publicKey: z.optional(z.string()),
  previousExpiresAt: time(),
});

export type RotationView = Shown<typeof ROTATION>;
