/** What does a sender ask to be sent, and may it be? */
import { hash } from 'node:crypto';
import type { Json } from '../aws/service.ts';
import { optionalInteger, optionalText, requiredText } from './input-fields.ts';
import {
  attributesBytes,
  attributesDigest,
  type MessageAttributes,
  readMessageAttributes,
  readTraceHeader,
} from './message-attributes.ts';
import type { QueueSettings } from './queue-attributes.ts';
import { refusal } from './refusal.ts';

export interface MessageContent {
  readonly body: string;
  readonly attributes: MessageAttributes | undefined;
  readonly traceHeader: string | undefined;
  readonly groupId: string | undefined;
  readonly delaySeconds: number;
}

/** What SendMessage and an entry of SendMessageBatch have in common. */
export const CONTENT_FIELDS = [
  'MessageBody',
  'DelaySeconds',
  'MessageAttributes',
  'MessageSystemAttributes',
  'MessageGroupId',
  'MessageDeduplicationId',
];

const DELAY = { min: 0, max: 900, reason: 'DelaySeconds must be >= 0 and <= 900.' };
/** The characters XML 1.0 allows; the class is turned round to find the first other one. */
const FORBIDDEN_CHARACTER = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const GROUP_ID = /^[\x21-\x7E]{1,128}$/;

export function readContent(input: Json, settings: QueueSettings): MessageContent {
  const content = {
    body: readBody(input),
    attributes: readMessageAttributes(input),
    traceHeader: readTraceHeader(input),
    groupId: readGroupId(input),
    delaySeconds: optionalInteger(input, 'DelaySeconds', DELAY) ?? settings.delaySeconds,
  };
  refuseDeduplication(input);
  if (contentBytes(content) > settings.maximumMessageBytes) {
    throw refusal.invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${settings.maximumMessageBytes} bytes.`,
    );
  }
  return content;
}

/** A message's size in bytes as SQS counts it: body and message attributes, not system attributes. */
export function contentBytes({ body, attributes }: Pick<MessageContent, 'body' | 'attributes'>): number {
  return Buffer.byteLength(body) + (attributes ? attributesBytes(attributes) : 0);
}

/** The digests by which an SDK checks that what arrived is what it sent. */
export function contentDigests({ body, attributes, traceHeader }: MessageContent): Json {
  return {
    MD5OfMessageBody: hash('md5', body),
    ...(attributes ? { MD5OfMessageAttributes: attributesDigest(attributes) } : {}),
    ...(traceHeader === undefined ? {} : { MD5OfMessageSystemAttributes: traceHeaderDigest(traceHeader) }),
  };
}

function traceHeaderDigest(header: string): string {
  return attributesDigest({ AWSTraceHeader: { DataType: 'String', StringValue: header } });
}

function readBody(input: Json): string {
  const body = requiredText(input, 'MessageBody');
  const [found] = FORBIDDEN_CHARACTER.exec(body) ?? [];
  if (found !== undefined) throw refusal.invalidMessageContents(found.codePointAt(0) ?? 0);
  return body;
}

/** On a standard queue a group asks for fairness between groups; it says nothing about order. */
function readGroupId(input: Json): string | undefined {
  const groupId = optionalText(input, 'MessageGroupId');
  if (groupId === undefined || GROUP_ID.test(groupId)) return groupId;
  throw refusal.invalidValue(
    groupId,
    'MessageGroupId',
    'MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.',
  );
}

function refuseDeduplication(input: Json): void {
  const id = optionalText(input, 'MessageDeduplicationId');
  if (id === undefined) return;
  const reason = 'The request include parameter that is not valid for this queue type.';
  throw refusal.invalidValue(id, 'MessageDeduplicationId', reason);
}
