/** How long does a `Retry-After` header ask us to wait? RFC 9110 §10.2.3: seconds, or an HTTP date. */

/** The published cap: an endpoint can ask for a day's rest, no more. */
export const MAX_RETRY_AFTER_SECONDS = 86_400;

/** Seconds to wait, 0 to the cap; `undefined` when the header is absent or cannot be read. */
export function retryAfterSeconds(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  const seconds = /^\d+$/.test(text) ? Number(text) : secondsUntil(text, now);
  if (seconds === undefined) return undefined;
  return Math.min(Math.max(seconds, 0), MAX_RETRY_AFTER_SECONDS);
}

/** An HTTP date names its weekday first; `Date.parse` alone would take many another text for a date. */
function secondsUntil(text: string, now: Date): number | undefined {
  const at = /^[A-Z][a-z]+, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.ceil((at - now.getTime()) / 1000);
}
