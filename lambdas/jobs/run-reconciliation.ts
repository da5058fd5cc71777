/**
 * A step of a reconciliation: does the log say of a dead-letter queue what is in it? A walk over all its letters.
 *
 *   the log has the delivery as ─┬─ dead                    they agree
 *                                ├─ delivered, discarded    the letter is deleted, as is a second one of the same delivery
 *                                ├─ pending, unknown        it is recorded as dead: SQS itself moved the message here
 *                                └─ (the letter has no event)  left, and counted
 *
 * Deliveries that the log has as dead and that no letter was met of are counted, and stay as they are: somebody may be
 * holding their letter at this very moment, and a record that says too much loses nothing. SQS forgets a letter after 14
 * days, the log its record some weeks later; until then such a record can be replayed.
 */
import type { DeadReason } from '../../core/decide.ts';
import { newDelivery, recordDecision } from '../../core/delivery.ts';
import type { ReconciliationJob } from '../../core/job.ts';
import { reconciliationVerdict, type Verdict } from '../../core/letter-verdict.ts';
import { QUEUE_RETENTION_DAYS, queueForgetsAt } from '../../core/queue-retention.ts';
import { walkDeadLetters } from './dead-letter-walk.ts';
import { listAgain } from './list-again.ts';
import type { LoggedLetter } from './logged-letter.ts';
import type { JobParts } from './parts.ts';
import { endOfWalk } from './selection.ts';
import type { RunStep } from './step.ts';

export const runReconciliation: RunStep<ReconciliationJob> = async (job, parts, deadlineMs) => {
  const findings = new Findings(job, parts);
  const work = {
    judge: (letters: readonly LoggedLetter[]) => Promise.all(letters.map((letter) => findings.judge(letter))),
    gone: (letters: readonly LoggedLetter[]) => findings.gone(letters.length),
    progress: () => findings.counts,
  };
  const end = await walkDeadLetters(job, work, parts, deadlineMs);
  if (end === 'walked') {
    await listAgain(job.subscriberId, parts);
    await parts.jobs.note(job, { unmatched: await findings.unmatched() });
  }
  return endOfWalk(end);
};

class Findings {
  readonly #job: ReconciliationJob;
  readonly #parts: JobParts;
  /** Events of which a letter stays. */
  readonly #met = new Set<string>();
  #agreeing = 0;
  #recorded: number;
  #removed: number;
  #unreadable = 0;

  constructor(job: ReconciliationJob, parts: JobParts) {
    this.#job = job;
    this.#parts = parts;
    this.#recorded = job.recorded;
    this.#removed = job.removed;
  }

  get counts() {
    return { recorded: this.#recorded, removed: this.#removed, unreadable: this.#unreadable };
  }

  gone(letters: number): void {
    this.#removed += letters;
  }

  async judge(letter: LoggedLetter): Promise<Verdict> {
    const { eventId, delivery } = letter;
    const isSecond = eventId !== undefined && this.#met.has(eventId);
    const verdict = reconciliationVerdict({ ...letter, reason: letter.letter.reason }, Date.now());
    if (verdict.kind === 'needless' || (isSecond && verdict.kind !== 'waits')) return 'delete';
    if (eventId !== undefined) this.#met.add(eventId);
    if (verdict.kind === 'unreadable') this.#unreadable += 1;
    if (verdict.kind === 'agrees' && (delivery?.deadAt ?? '') <= this.#job.createdAt) this.#agreeing += 1;
    if (verdict.kind === 'record' && (await this.#record(letter, verdict.reason))) this.#recorded += 1;
    return 'leave';
  }

  async #record({ event, key, delivery, letter }: LoggedLetter, reason: DeadReason): Promise<boolean> {
    if (!event || !key) return false;
    const known = delivery ?? newDelivery(this.#job.subscriberId, event);
    const decision = { kind: 'dead', reason } as const;
    const dead = recordDecision(known, { decision, now: new Date(), messageId: letter.messageId });
    const deadLetterExpiresAt = queueForgetsAt(new Date(letter.sentAtMs)).toISOString();
    return this.#parts.deliveries.replace(key, delivery, { ...dead, deadLetterExpiresAt });
  }

  /** `undefined` where there are too many to count. Older dead letters than SQS keeps are not looked for. */
  async unmatched(): Promise<number | undefined> {
    const { subscriberId, createdAt } = this.#job;
    const from = new Date(Date.parse(createdAt) - QUEUE_RETENTION_DAYS * 86_400_000).toISOString();
    const { count, isComplete } = await this.#parts.deliveries.countDead(subscriberId, { from, to: createdAt });
    return isComplete ? Math.max(count - this.#agreeing, 0) : undefined;
  }
}
