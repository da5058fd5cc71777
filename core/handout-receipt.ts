/**
 * What does a receipt say? All that its acknowledgement needs, opaque to whoever holds it. Nobody vouches for it: who
 * made one up would still have to hit the very lease that the event's claim has.
 */
import { webhookId } from './event-id.ts';
import type { HandOut } from './handout.ts';
import { MAX_EVENT_TYPE_LENGTH } from './subscriber-pattern.ts';

export interface Receipt extends HandOut {
  readonly subscriberId: string;
  /** As the log knows it. */
  readonly event: { readonly id: string; readonly type: string; readonly time: string };
  /** SQS's own. */
  readonly receiptHandle: string;
  /** To the fraction: it tells this hand-out from every other. */
  readonly leaseUntilMs: number;
}

/** Receipts of another version, from before or after a deployment, are not known. */
const VERSION = 1;

/** The last moment a `Date` can tell. */
const LAST_MS = 8_640_000_000_000_000;

export function formatReceipt({ subscriberId, event, messageId, receiptHandle, ...times }: Receipt): string {
  const { handedOutAtMs, leaseUntilMs } = times;
  const texts = [subscriberId, event.id, event.type, event.time, messageId, receiptHandle];
  return Buffer.from(JSON.stringify([VERSION, ...texts, handedOutAtMs, leaseUntilMs]), 'utf8').toString('base64url');
}

/** `undefined` for what is no receipt, or another subscriber's. */
export function readReceipt(token: string, subscriberId: string): Receipt | undefined {
  const fields = parse(token);
  if (!Array.isArray(fields) || fields.length !== 9 || fields[0] !== VERSION) return undefined;
  const texts: unknown[] = fields.slice(1, 7);
  const times: unknown[] = fields.slice(7);
  if (!texts.every(isText) || !times.every(isTime)) return undefined;
  const [owner = '', id = '', type = '', time = '', messageId = '', receiptHandle = ''] = texts;
  const [handedOutAtMs = 0, leaseUntilMs = 0] = times;
  const receipt = {
    ...{ subscriberId: owner, event: { id, type, time }, messageId, receiptHandle },
    ...{ handedOutAtMs, leaseUntilMs },
  };
  return owner === subscriberId && isSound(receipt) && formatReceipt(receipt) === token ? receipt : undefined;
}

function parse(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

function isText(field: unknown): field is string {
  return typeof field === 'string' && field !== '';
}

function isTime(field: unknown): field is number {
  return typeof field === 'number' && field > 0 && field <= LAST_MS;
}

/** What it says can be looked up and logged. */
function isSound({ event, handedOutAtMs, leaseUntilMs }: Receipt): boolean {
  const isAnEvent = webhookId(event.id) === event.id && event.type.length <= MAX_EVENT_TYPE_LENGTH;
  return isAnEvent && !Number.isNaN(Date.parse(event.time)) && handedOutAtMs < leaseUntilMs;
}
