/** What does the API answer when a subscriber was sent a test event? */
import * as z from 'zod/mini';
import type { Shown } from '../../schema/shown.ts';

export const TEST_EVENT = z.strictObject({ eventId: z.string(), eventType: z.string() });

export type TestEventView = Shown<typeof TEST_EVENT>;
