/** Is a text a time? */

/** With its offset: what a time means must not depend on where it is read. */
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** What is wrong with a time as it was asked for, said after its name. */
export function timeTextFault(text: string): string | undefined {
  const isTime = ISO_TIME.test(text) && !Number.isNaN(Date.parse(text)) && isOnCalendar(text);
  return isTime ? undefined : 'must be a time of ISO 8601 with its offset, as in 2026-11-01T10:00:00Z';
}

/** `Date` takes 30 February for 2 March. */
function isOnCalendar(text: string): boolean {
  const day = text.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}
