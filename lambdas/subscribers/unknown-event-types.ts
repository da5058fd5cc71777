/** Which of the event types asked for does the catalogue not know? */
import type { FieldFault } from '../../core/subscriber-pattern.ts';
import type { EventTypeRecords } from '../records/event-type-records.ts';
import { invalidFields } from './problem.ts';

/** Fanfare's own are known without the catalogue. */
const OWN = /^fanfare\./;

/** Warnings; on a strict stage a problem. */
export async function unknownEventTypes(
  wanted: readonly string[],
  catalogue: EventTypeRecords,
  isStrict: boolean,
): Promise<FieldFault[]> {
  const asked = wanted.filter((type) => type !== '*' && !OWN.test(type));
  const known = await catalogue.known(asked);
  const warnings = asked
    .filter((type) => !known.has(type))
    .map((type) => ({ path: `eventTypes.${wanted.indexOf(type)}`, message: messageFor(type) }));
  if (isStrict && warnings.length > 0) throw invalidFields(warnings);
  return warnings;
}

function messageFor(type: string): string {
  return type.endsWith('.*')
    ? `names \`${type}\`, which no event type of the catalogue begins with`
    : `names \`${type}\`, which the catalogue of event types does not know`;
}
