/** What does a receiver see of a message? */
import { hash } from 'node:crypto';
import type { Json } from '../aws/service.ts';
import { textList } from './input-fields.ts';
import { attributesDigest, type MessageAttributes, selectAttributes } from './message-attributes.ts';
import type { StoredMessage } from './message-store.ts';
import { writeReceiptHandle } from './receipt-handle.ts';
import { refusal } from './refusal.ts';

/** What a receiver asked for beside the body. */
export interface Wanted {
  readonly messageAttributes: readonly string[];
  readonly systemAttributes: ReadonlySet<string>;
}

/** System attributes by name, each with how a message shows it; one a message does not have is left out. */
const SYSTEM_ATTRIBUTES: Record<string, (message: StoredMessage) => string | number | null> = {
  SenderId: (message) => message.senderId,
  SentTimestamp: (message) => message.sentAt,
  ApproximateReceiveCount: (message) => message.receiveCount,
  ApproximateFirstReceiveTimestamp: (message) => message.firstReceivedAt,
  MessageGroupId: (message) => message.groupId,
  AWSTraceHeader: (message) => message.traceHeader,
  DeadLetterQueueSourceArn: (message) => message.deadLetterSource,
};

/** Known to SQS and never there on a standard queue. */
const FIFO_ATTRIBUTES = ['SequenceNumber', 'MessageDeduplicationId'];

export function readWanted(input: Json): Wanted {
  const names = [...textList(input, 'AttributeNames'), ...textList(input, 'MessageSystemAttributeNames')];
  const known = Object.keys(SYSTEM_ATTRIBUTES);
  const unknown = names.find((name) => name !== 'All' && !known.includes(name) && !FIFO_ATTRIBUTES.includes(name));
  if (unknown !== undefined) throw refusal.unknownAttribute(unknown);
  return {
    messageAttributes: textList(input, 'MessageAttributeNames'),
    systemAttributes: new Set(names.includes('All') ? known : names),
  };
}

export function viewMessage(message: StoredMessage, wanted: Wanted): Json {
  return {
    MessageId: message.messageId,
    ReceiptHandle: writeReceiptHandle(message),
    MD5OfBody: hash('md5', message.body),
    Body: message.body,
    ...viewSystemAttributes(message, wanted.systemAttributes),
    ...viewMessageAttributes(message, wanted.messageAttributes),
  };
}

function viewSystemAttributes(message: StoredMessage, wanted: ReadonlySet<string>): Json {
  if (wanted.size === 0) return {};
  const shown: Record<string, string> = {};
  for (const name of wanted) {
    const value = SYSTEM_ATTRIBUTES[name]?.(message) ?? null;
    if (value !== null) shown[name] = String(value);
  }
  return { Attributes: shown };
}

/** The digest is of the attributes shown, so that the receiver can check what it got. */
function viewMessageAttributes(message: StoredMessage, wanted: readonly string[]): Json {
  if (message.attributes === null || wanted.length === 0) return {};
  const shown = selectAttributes(JSON.parse(message.attributes) as MessageAttributes, wanted);
  if (Object.keys(shown).length === 0) return {};
  return { MD5OfMessageAttributes: attributesDigest(shown), MessageAttributes: shown };
}
