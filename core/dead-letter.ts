/** Which dead letters are wanted? One question for lists, redrives and discards. */
import type { DeadReason } from './decide.ts';
import type { Delivery } from './delivery.ts';

/** Every member narrows it down; without any all dead letters are wanted. */
export interface DeadLetterFilter {
  readonly eventType?: string;
  readonly reason?: DeadReason;
  /** Dead since this moment: ISO 8601. */
  readonly from?: string;
  /** And dead before this one. */
  readonly to?: string;
}

/** Whether it waits in the dead-letter queue: dead, and not discarded. */
export function isDeadLetter({ status, discardedAt }: Pick<Delivery, 'status' | 'discardedAt'>): boolean {
  return status === 'dead' && discardedAt === undefined;
}

export function isWantedDeadLetter(
  delivery: Pick<Delivery, 'status' | 'discardedAt' | 'eventType' | 'deadReason' | 'deadAt'>,
  { eventType, reason, from, to }: DeadLetterFilter,
): boolean {
  if (!isDeadLetter(delivery)) return false;
  if (eventType !== undefined && delivery.eventType !== eventType) return false;
  if (reason !== undefined && delivery.deadReason !== reason) return false;
  const deadMs = Date.parse(delivery.deadAt ?? '');
  if (from !== undefined && !(deadMs >= Date.parse(from))) return false;
  return to === undefined || deadMs < Date.parse(to);
}
