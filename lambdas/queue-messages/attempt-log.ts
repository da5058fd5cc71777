/**
 * What does the function log? One wide line for each attempt or hand-out, and one for each message that came to nothing
 * new.
 */
import type { Logger } from '@aws-lambda-powertools/logger';
import type { Decision } from '../../core/decide.ts';
import { nextAttemptNumber } from '../../core/delivery.ts';
import { duplicatesOf, type Ending } from './ending.ts';
import type { UnreadableMessage } from './message.ts';

/** Ids, status, milliseconds and decision; never a payload, a secret or a header value. */
export class AttemptLog {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  batch(subscriberId: string, endings: readonly Ending[], unreadable: readonly UnreadableMessage[]): void {
    for (const ending of endings) {
      const { record, event } = ending.message;
      this.#logger.info(nameOf(ending), {
        subscriberId,
        eventId: event.id,
        eventType: event.type,
        messageId: record.messageId,
        receiveCount: Number(record.attributes.ApproximateReceiveCount),
        replay: event.replayName,
        ...facts(ending),
        duplicates: duplicatesOf(ending),
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
    case 'not-replayed':
      return { decision: ending.kind };
    case 'bury':
      return { decision: 'dead', reason: ending.delivery.deadReason };
    case 'hide':
      return { decision: ending.why, until: new Date(ending.untilMs).toISOString() };
    case 'handed-out': {
      const { delivery, missed, untilMs } = ending;
      const until = new Date(untilMs).toISOString();
      const attempt = nextAttemptNumber(delivery);
      return { attempt, round: delivery.round, decision: 'handed-out', until, missedAttempt: missed?.number };
    }
    case 'faulted':
      return { decision: 'fault', error: ending.error };
    case 'decided': {
      const { number, outcome, detail, httpStatus, durationMs } = ending.attempt ?? {};
      return {
        attempt: number,
        round: ending.delivery.round,
        outcome,
        detail,
        httpStatus,
        durationMs,
        ...decisionFacts(ending.decision),
      };
    }
  }
}

function decisionFacts(decision: Decision): Record<string, unknown> {
  if (decision.kind === 'retry') return { decision: 'retry', nextAttemptAt: decision.at.toISOString() };
  if (decision.kind === 'dead') return { decision: 'dead', reason: decision.reason };
  return { decision: 'delivered' };
}
