/**
 * What does the function log? One wide line for each attempt or hand-out, and one for each message that came to nothing
 * new.
 */
import type { Logger } from '@aws-lambda-powertools/logger';
import type { Decision } from '../../core/decide.ts';
import { nextAttemptNumber } from '../../core/delivery.ts';
import type { Ending } from './ending.ts';
import type { UnreadableMessage } from './message.ts';

/** Ids, status, milliseconds and decision; never a payload, a secret or a header value. */
export class AttemptLog {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  batch(subscriberId: string, endings: readonly Ending[], unreadable: readonly UnreadableMessage[]): void {
    for (const ending of endings) {
      const { record, event, copies } = ending.message;
      this.#logger.info(nameOf(ending), {
        subscriberId,
        eventId: event.id,
        eventType: event.type,
        messageId: record.messageId,
        receiveCount: Number(record.attributes.ApproximateReceiveCount),
        ...facts(ending),
        duplicates: copies.length + (ending.kind === 'duplicate' ? 1 : 0),
      });
    }
    for (const { record, why } of unreadable) {
      this.#logger.error('unreadable', { subscriberId, messageId: record.messageId, why });
    }
  }

  /** A fault of ours that costs no message. */
  fault(what: string, subscriberId: string, error: unknown): void {
    this.#logger.error(what, { subscriberId, error });
  }
}

function nameOf(ending: Ending): string {
  if (ending.kind === 'handed-out') return 'hand-out';
  return ending.kind === 'decided' && ending.attempt ? 'attempt' : 'message';
}

function facts(ending: Ending): Record<string, unknown> {
  switch (ending.kind) {
    case 'duplicate':
      return { decision: 'duplicate' };
    case 'bury':
      return { decision: 'dead', reason: ending.delivery.deadReason };
    case 'hide':
      return { decision: ending.why, until: new Date(ending.untilMs).toISOString() };
    case 'handed-out': {
      const { delivery, missed, untilMs } = ending;
      const until = new Date(untilMs).toISOString();
      return { attempt: nextAttemptNumber(delivery), decision: 'handed-out', until, missedAttempt: missed?.number };
    }
    case 'faulted':
      return { decision: 'fault', error: ending.error };
    case 'decided': {
      const { number, outcome, detail, httpStatus, durationMs } = ending.attempt ?? {};
      return { attempt: number, outcome, detail, httpStatus, durationMs, ...decisionFacts(ending.decision) };
    }
  }
}

function decisionFacts(decision: Decision): Record<string, unknown> {
  if (decision.kind === 'retry') return { decision: 'retry', nextAttemptAt: decision.at.toISOString() };
  if (decision.kind === 'dead') return { decision: 'dead', reason: decision.reason };
  return { decision: 'delivered' };
}
