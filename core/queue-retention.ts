/**
 * Days SQS keeps a message: its longest. A subscriber's queue is made with it, and `deliver` dead-letters what the queue
 * would forget: were the two apart, events would be lost without a word.
 */
export const QUEUE_RETENTION_DAYS = 14;

/** When a queue forgets a message that was sent to it at a time. */
export function queueForgetsAt(sentAt: Date): Date {
  return new Date(sentAt.getTime() + QUEUE_RETENTION_DAYS * 86_400_000);
}
