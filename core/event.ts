/** What does a queue's message say? Reads EventBridge's event, leaving the publisher's data in its own spelling. */
import { publisherId, webhookId } from './event-id.ts';
import { memberText } from './json-member.ts';

export interface PublishedEvent {
  /** The event's id: `webhook-id` on every attempt, redrive and replay. */
  readonly id: string;
  /** EventBridge's `detail-type`. */
  readonly type: string;
  /** When the event happened: ISO 8601, as EventBridge wrote it. */
  readonly time: string;
  /** The `detail`, byte for byte as EventBridge handed it over. */
  readonly dataText: string;
  /** Of the replay that EventBridge sent it again for. */
  readonly replayName?: string;
}

export type Reading =
  | { readonly kind: 'event'; readonly event: PublishedEvent }
  | { readonly kind: 'unreadable'; readonly why: string };

/** Reads a message's body. `eventIdField` names the top-level field of `detail` with the publisher's own id. */
export function readEvent(body: string, eventIdField: string): Reading {
  const envelope = parseObject(body);
  if (!envelope) return unreadable('the message is not a JSON object');
  const { id, time, 'detail-type': type, detail, 'replay-name': replay } = envelope;
  if (typeof type !== 'string' || type === '') return unreadable('`detail-type` is missing');
  if (typeof time !== 'string' || Number.isNaN(Date.parse(time))) return unreadable('`time` is not a time');
  const dataText = memberText(body, 'detail');
  if (dataText === undefined) return unreadable('`detail` is missing');
  const own = isObject(detail)
    ? publisherId(detail[eventIdField], () => memberText(dataText, eventIdField))
    : undefined;
  const chosen = own ?? id;
  if (typeof chosen !== 'string' || chosen === '') return unreadable('`id` is missing');
  const replayName = typeof replay === 'string' ? { replayName: replay } : {};
  return { kind: 'event', event: { id: webhookId(chosen), type, time, dataText, ...replayName } };
}

function unreadable(why: string): Reading {
  return { kind: 'unreadable', why };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
