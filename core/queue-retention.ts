/**
 * Days SQS keeps a message: its longest. A subscriber's queue is made with it, and `deliver` dead-letters what the queue
 * would forget: were the two apart, events would be lost without a word.
 */
export const QUEUE_RETENTION_DAYS = 14;
