/** What does a function see of a table's change, and which changes must stay in order? */
import { hash } from 'node:crypto';
import { type Json, REGION } from '../aws/service.ts';
import type { BatchRecord } from './record-batch.ts';

/** A record as DynamoDB Streams' GetRecords answers it in the JSON protocol. */
export interface ReadRecord extends Json {
  readonly dynamodb: {
    readonly Keys: Json;
    readonly SequenceNumber: string;
    /** Epoch seconds. */
    readonly ApproximateCreationDateTime: number;
  };
}

/** A change on its way through an invocation; its id is its sequence number. */
export interface StreamRecord extends BatchRecord {
  /** Equal for all changes of one item. */
  readonly itemKey: string;
  /** Epoch ms. */
  readonly createdAt: number;
}

export function streamRecord(read: ReadRecord, streamArn: string): StreamRecord {
  const { Keys, SequenceNumber, ApproximateCreationDateTime } = read.dynamodb;
  // The order of the key's attributes in the JSON means nothing.
  const itemKey = JSON.stringify(Object.entries(Keys).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    id: SequenceNumber,
    itemKey,
    createdAt: ApproximateCreationDateTime * 1000,
    json: JSON.stringify({ ...read, awsRegion: REGION, eventSourceARN: streamArn }),
  };
}

/** Which of `lanes` an item's changes go through, one after the other. */
export function laneOf({ itemKey }: StreamRecord, lanes: number): number {
  return lanes === 1 ? 0 : hash('md5', itemKey, 'buffer').readUInt32BE(0) % lanes;
}
