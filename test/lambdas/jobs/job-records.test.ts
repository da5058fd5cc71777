import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LetterJob, RedriveJob } from '../../../core/job.ts';
import { newJob } from '../../../lambdas/job-requests/begin-job.ts';
import { type JobsTable, startJobsTable } from './jobs-table.ts';

let table: JobsTable;
beforeAll(async () => {
  table = await startJobsTable();
});
afterAll(() => table.stop());

const NOW = new Date('2026-11-20T12:00:00Z');

let subscribers = 0;
const newSubscriber = () => `sub_${String(++subscribers).padStart(32, '0')}`;
const redrive = (subscriberId: string): RedriveJob => ({
  ...newJob('redrive', subscriberId),
  selection: { kind: 'all' },
  moved: 0,
});

async function begun(subscriberId = newSubscriber()): Promise<LetterJob> {
  const job = redrive(subscriberId);
  expect(await table.jobs.begin(job)).toBeUndefined();
  return job;
}

describe('the lock of a subscriber', () => {
  it('goes to one of many who ask at once, and the others hear to whom', async () => {
    const subscriberId = newSubscriber();
    const jobs = Array.from({ length: 10 }, () => redrive(subscriberId));
    const answers = await Promise.all(jobs.map((job) => table.jobs.begin(job)));
    const [winner, ...more] = jobs.filter((_, at) => answers[at] === undefined);
    expect(more).toEqual([]);
    expect(new Set(answers)).toEqual(new Set([undefined, winner?.id]));
    const losers = await Promise.all(jobs.filter((job) => job !== winner).map(({ id }) => table.jobs.get(id)));
    expect(losers.every((job) => job === undefined)).toBe(true);
  });

  it.each(['completed', 'cancelled', 'failed'] as const)('is free once its job is %s', async (status) => {
    const job = await begun();
    await table.jobs.end(job, { status }, NOW);
    await begun(job.subscriberId);
  });

  it("is not another job's to free", async () => {
    const job = await begun();
    await table.jobs.end(redrive(job.subscriberId), { status: 'completed' }, NOW);
    expect(await table.jobs.begin(redrive(job.subscriberId))).toBe(job.id);
  });
});

describe('a job', () => {
  it('is running from its first step on, and keeps when that was', async () => {
    const { id } = await begun();
    const first = await table.jobs.beginStep(id, NOW);
    expect(first).toMatchObject({ status: 'running', startedAt: NOW.toISOString(), faults: 1 });
    const later = await table.jobs.beginStep(id, new Date(NOW.getTime() + 5000));
    expect(later).toMatchObject({ startedAt: NOW.toISOString(), faults: 2 });
  });

  it('counts no faults after a step that ended well', async () => {
    const job = await begun();
    await table.jobs.beginStep(job.id, NOW);
    await table.jobs.noteFault(job, 'no luck');
    expect(await table.jobs.get(job.id)).toMatchObject({ faults: 1, failure: 'no luck' });
    await table.jobs.endStep(job);
    expect(await table.jobs.get(job.id)).toMatchObject({ faults: 0 });
    expect(await table.jobs.get(job.id)).not.toHaveProperty('failure');
  });

  it('tells whoever notes its progress that it was cancelled', async () => {
    const job = (await begun()) as RedriveJob;
    expect(await table.jobs.note(job, { moved: 1 })).toMatchObject({ status: 'queued', moved: 1 });
    expect(await table.jobs.cancel(job.id)).toMatchObject({ status: 'cancelling' });
    expect(await table.jobs.note(job, { moved: 2 })).toMatchObject({ status: 'cancelling', moved: 2 });
    expect(await table.jobs.beginStep(job.id, NOW)).toMatchObject({ status: 'cancelling' });
  });

  it('that is over stays as it is', async () => {
    const job = (await begun()) as RedriveJob;
    await table.jobs.end(job, { status: 'completed' }, NOW);
    const over = await table.jobs.get(job.id);
    expect(over).toMatchObject({ status: 'completed', finishedAt: NOW.toISOString() });
    await table.jobs.end(job, { status: 'failed', failure: 'too late' }, new Date());
    await table.jobs.note(job, { moved: 9 });
    expect(await table.jobs.beginStep(job.id, NOW)).toBeUndefined();
    expect(await table.jobs.cancel(job.id)).toBeUndefined();
    expect(await table.jobs.get(job.id)).toEqual(over);
  });
});

it('lists jobs of a kind newest first, of one subscriber or of all, page by page', async () => {
  const subscriberId = newSubscriber();
  const mine: string[] = [];
  for (let n = 0; n < 5; n++) {
    const job = await begun(subscriberId);
    await table.jobs.end(job, { status: 'completed' }, NOW);
    mine.unshift(job.id);
    await begun();
  }
  const first = await table.jobs.list('redrive', 3, undefined, subscriberId);
  const second = await table.jobs.list('redrive', 3, first.next, subscriberId);
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(mine);
  expect(second.next).toBeUndefined();
  const all = (await table.jobs.list('redrive', 100)).items.map(({ id }) => id);
  expect(all).toEqual([...all].sort().reverse());
  expect((await table.jobs.list('discard', 100)).items).toEqual([]);
  const underWay = (await table.jobs.underWay()).map(({ id }) => id);
  expect(underWay.filter((id) => mine.includes(id))).toEqual([]);
  expect(underWay.length).toBeGreaterThanOrEqual(5);
});
