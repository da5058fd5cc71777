/**
 * A step of a discard: a walk over the dead-letter queue.
 *
 *   mark in the log as discarded ─▶ delete
 *
 * What is marked is no dead letter any more, so a letter that a crash left behind is found by its mark and deleted.
 */
import { discarded, newDelivery, recordDecision } from '../../core/delivery.ts';
import type { DiscardJob } from '../../core/job.ts';
import { chooser, discardVerdict, type Verdict } from '../../core/letter-verdict.ts';
import type { LoggedLetter } from './logged-letter.ts';
import type { JobParts } from './parts.ts';
import type { RunStep } from './step.ts';
import { workOnChosen } from './work-on-chosen.ts';

export const runDiscard: RunStep<DiscardJob> = (job, parts, deadlineMs) => {
  const { id, createdAt, selection, subscriberId, discarded: goneBefore } = job;
  const asked = { id, createdAt, isChosen: chooser(selection) };
  const judge = (letters: readonly LoggedLetter[]) =>
    Promise.all(
      letters.map((letter) => {
        const verdict = discardVerdict(letter, asked, Date.now());
        return verdict === 'delete' ? markDiscarded(letter, subscriberId, parts) : verdict;
      }),
    );
  const isDone = ({ discardedAt = '' }) => discardedAt >= createdAt;
  const work = { judge, counted: 'discarded', isOfEachLetter: true, goneBefore, isDone } as const;
  return workOnChosen(job, work, parts, deadlineMs);
};

/** A letter goes only with its mark: where the log has changed in between, it stays. */
async function markDiscarded(
  { event, key, delivery, letter }: LoggedLetter,
  subscriberId: string,
  { deliveries }: JobParts,
): Promise<Verdict> {
  const isMarked = delivery?.status === 'delivered' || delivery?.discardedAt !== undefined;
  if (!event || !key || isMarked) return 'delete';
  const now = new Date();
  const decision = { kind: 'dead', reason: 'receives-exhausted' } as const; // SQS moved it here, and nobody has noted that
  const dead =
    delivery?.status === 'dead'
      ? delivery
      : recordDecision(delivery ?? newDelivery(subscriberId, event), { decision, now, messageId: letter.messageId });
  if (await deliveries.replace(key, delivery, discarded(dead, now))) return 'delete';
  // An event may have two letters, of a replay say, and the other one was faster.
  const [current] = await deliveries.get([key]);
  return current?.discardedAt === undefined ? 'leave' : 'delete';
}
