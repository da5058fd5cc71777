/** Which versions has its schema? Newest first, as far as their names tell: 10 comes after 9. */
import type { EventType } from '../../api/event-types.ts';

const BY_NUMBER = new Intl.Collator('en', { numeric: true });

export function versionsOf({ schemas = {} }: Pick<EventType, 'schemas'>): readonly string[] {
  return Object.keys(schemas).sort((a, b) => BY_NUMBER.compare(b, a));
}
