/** Makes a replay and puts it on the jobs queue. */
import { beginsLater } from '../../core/archived-since.ts';
import type { ReplayJob } from '../../core/job.ts';
import { replayName } from '../../core/replay-name.ts';
import { sendJob } from '../jobs/jobs-queue.ts';
import { timedHex } from '../subscribers/subscriber-id.ts';
import type { ReplayParts } from './parts.ts';

export type WantedReplay = Pick<ReplayJob, 'subscriberId' | 'from' | 'to' | 'includeDelivered' | 'eventId' | 'isOpen'>;

export async function queueReplay(wanted: WantedReplay, parts: ReplayParts): Promise<ReplayJob> {
  const id = newReplayId();
  const archivedSince = await laterBeginning(wanted, parts);
  const job: ReplayJob = {
    ...wanted,
    ...(archivedSince === undefined ? {} : { archivedSince }),
    ...{ id, kind: 'replay', status: 'queued', progress: 0, createdAt: new Date().toISOString() },
    replayName: replayName({
      ...{ stage: parts.stage, id, mode: wanted.includeDelivered ? 'all' : 'new' },
      ...(wanted.eventId === undefined ? {} : { eventId: wanted.eventId }),
    }),
  };
  await parts.jobs.create(job);
  try {
    await sendJob(id, parts);
  } catch (error) {
    // Who asked is told that it failed, and may ask again.
    await parts.jobs.end(job, { status: 'failed', failure: 'It could not be queued.' }, new Date());
    throw error;
  }
  return job;
}

/** One event alone is in the archive or not. */
async function laterBeginning({ eventId, from }: WantedReplay, { archiveAge }: ReplayParts) {
  return eventId === undefined ? beginsLater(await archiveAge.since(), from) : undefined;
}

/** 12 digits of time and 8 of chance: a replay's name has no room for more, and that name tells which of two is younger. */
function newReplayId(): string {
  const hex = timedHex();
  return `rpl_${hex.slice(0, 12)}${hex.slice(-8)}`;
}
