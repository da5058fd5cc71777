/** How do times stand in requests and in answers? */
import * as z from 'zod/mini';
import { timeTextFault } from '../../core/time-text.ts';
import { by } from './fields.ts';

/** A time as answers have it: ISO 8601 in UTC. */
export function time() {
  return z.string().check(z.meta({ format: 'date-time' }));
}

const RULE = 'must be a time of ISO 8601 with its offset, as in 2026-11-01T10:00:00Z';

/** A time as requests give it; read, it is in UTC and has milliseconds, so that such texts sort as times do. */
export function givenTime() {
  return z.string(RULE).check(
    by(faultOf),
    z.overwrite((value) => (faultOf(value) === undefined ? new Date(value).toISOString() : value)),
    z.meta({ format: 'date-time' }),
  );
}

function faultOf(value: string): string | undefined {
  return timeTextFault(value) ?? (isWithinFourDigits(value) ? undefined : RULE);
}

/** An offset can lead out of the year 9999, or the year 0. */
function isWithinFourDigits(value: string): boolean {
  return /^\d{4}-/.test(new Date(value).toISOString());
}
