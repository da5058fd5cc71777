/** Which receive of which message does a receipt handle stand for? */
import { refusal } from './refusal.ts';

/** One receive: a later receive of the same message has a higher count, which makes this one stale. */
export interface Receipt {
  readonly queueId: number;
  readonly seq: number;
  readonly receiveCount: number;
}

const DECODED = /^receipt:(\d{1,15}):(\d{1,15}):(\d{1,15})$/;

export function writeReceiptHandle({ queueId, seq, receiveCount }: Receipt): string {
  return Buffer.from(`receipt:${queueId}:${seq}:${receiveCount}`).toString('base64');
}

/** Throws `ReceiptHandleIsInvalid` for a handle that was never given out for this queue. */
export function readReceiptHandle(handle: string, queueId: number): Receipt {
  const [, ofQueue, seq, receiveCount] = DECODED.exec(Buffer.from(handle, 'base64').toString('latin1')) ?? [];
  if (ofQueue === undefined || Number(ofQueue) !== queueId) throw refusal.receiptHandleIsInvalid(handle);
  return { queueId, seq: Number(seq), receiveCount: Number(receiveCount) };
}
