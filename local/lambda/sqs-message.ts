/** What does a function see of a queue's message? */
import { REGION } from '../aws/service.ts';
import type { BatchRecord } from './record-batch.ts';

/** A message as ReceiveMessage answers it in the JSON protocol. */
export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly MD5OfMessageAttributes?: string;
  readonly MessageAttributes?: Readonly<Record<string, MessageAttribute>>;
}

interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  /** Base64, as it travels. */
  readonly BinaryValue?: string;
}

/** A message on its way through an invocation. */
export interface QueueRecord extends BatchRecord {
  readonly receiptHandle: string;
}

export function queueRecord(message: ReceivedMessage, queueArn: string): QueueRecord {
  const record = {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: messageAttributes(message.MessageAttributes),
    ...(message.MD5OfMessageAttributes && { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: REGION,
  };
  return { id: message.MessageId, receiptHandle: message.ReceiptHandle, json: JSON.stringify(record) };
}

function messageAttributes(attributes: ReceivedMessage['MessageAttributes'] = {}) {
  const seen: Record<string, unknown> = {};
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes)) {
    seen[name] = {
      stringValue: StringValue,
      binaryValue: BinaryValue,
      stringListValues: [],
      binaryListValues: [],
      dataType: DataType,
    };
  }
  return seen;
}
