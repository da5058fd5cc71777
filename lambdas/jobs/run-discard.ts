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
import { walkDeadLetters } from './dead-letter-walk.ts';
import type { LoggedLetter } from './logged-letter.ts';
import type { JobParts } from './parts.ts';
import { endOfWalk, goneOf, missingEvents, shownMissing, totalOf } from './selection.ts';
import type { RunStep } from './step.ts';

export const runDiscard: RunStep<DiscardJob> = async (job, parts, deadlineMs) => {
  const { id, createdAt, selection, subscriberId } = job;
  const asked = { id, createdAt, isChosen: chooser(selection) };
  const found = new Set<string>();
  let count = job.discarded;
  const counted = job.total === undefined ? await parts.jobs.note(job, { total: await totalOf(job, parts) }) : job;
  const judge = (letters: readonly LoggedLetter[]) =>
    Promise.all(
      letters.map((letter) => {
        const verdict = discardVerdict(letter, asked, Date.now());
        return verdict === 'delete' ? markDiscarded(letter, subscriberId, parts) : verdict;
      }),
    );
  const gone = (letters: readonly LoggedLetter[]) => {
    for (const { eventId = '' } of letters) found.add(eventId);
    count += letters.length;
  };
  const isDone = () => selection.kind === 'events' && found.size === selection.eventIds.length;
  const work = { judge, gone, isDone, progress: () => ({ discarded: count }) };
  const end = await walkDeadLetters(job, work, parts, deadlineMs);
  if (end === 'walked' && selection.kind === 'events') {
    const isDiscarded = ({ discardedAt = '' }) => discardedAt >= createdAt;
    const missing = await missingEvents(job, found, isDiscarded, parts);
    await parts.jobs.note(job, {
      discarded: selection.eventIds.length - missing.length,
      missing: shownMissing(missing),
    });
  }
  if (end === 'walked' && selection.kind === 'filter') {
    await parts.jobs.note(job, { discarded: await goneOf(counted, count, parts) });
  }
  return endOfWalk(end);
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
  return (await deliveries.replace(key, delivery, discarded(dead, now))) ? 'delete' : 'leave';
}
