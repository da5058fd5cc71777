/** What bytes does an endpoint receive for an event? The same on every attempt: nothing in them but the event. */
import type { PublishedEvent } from './event.ts';

/** `standard`: `{"type","timestamp","data"}` of Standard Webhooks. `raw`: the event's detail as it is. */
export const BODY_FORMATS = ['standard', 'raw'] as const;
export type BodyFormat = (typeof BODY_FORMATS)[number];

/** The body's text, for UTF-8. The publisher's data goes in as it was spelled, never parsed and written again. */
export function webhookBody(event: PublishedEvent, format: BodyFormat): string {
  if (format === 'raw') return event.dataText;
  return `{"type":${JSON.stringify(event.type)},"timestamp":${JSON.stringify(event.time)},"data":${event.dataText}}`;
}
