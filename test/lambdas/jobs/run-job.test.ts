import { Logger } from '@aws-lambda-powertools/logger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DiscardJob } from '../../../core/job.ts';
import { newJob } from '../../../lambdas/job-requests/begin-job.ts';
import type { JobParts } from '../../../lambdas/jobs/parts.ts';
import { jobParts } from '../../../lambdas/jobs/parts.ts';
import { runJob } from '../../../lambdas/jobs/run-job.ts';
import { JOBS_TABLE, type JobsTable, startJobsTable } from './jobs-table.ts';

const SUBSCRIBER = `sub_${'1'.repeat(32)}`;

let table: JobsTable;
let parts: JobParts;
beforeAll(async () => {
  table = await startJobsTable();
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL: table.url, AWS_REGION: 'us-east-1' },
    ...{ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
  });
  // There are no other tables: every step comes to nothing.
  const nowhere = {
    SUBSCRIBERS_TABLE: 'None',
    CLAIMS_TABLE: 'None',
    DELIVERIES_TABLE: 'None',
    LOG_RETENTION_DAYS: '30',
  };
  parts = jobParts(
    {
      ...{ STAGE: 'local', JOBS_TABLE, EVENT_ID_FIELD: 'eventId', ARCHIVE_ARN: '', ARCHIVE_LAG_SECONDS: '0' },
      ...{ JOBS_QUEUE_URL: `${table.url}/0/jobs`, PLATFORM_QUEUE_URL: `${table.url}/0/platform` },
      EVENT_BUS_ARN: 'arn:aws:events:us-east-1:000000000000:event-bus/fanfare-local',
      ...nowhere,
    },
    new Logger({ serviceName: 'jobs', logLevel: 'SILENT' }),
  );
});
afterAll(() => table.stop());

const step = (id: string) => runJob(id, parts, Date.now() + 60_000);

describe('a job whose steps come to nothing', () => {
  it('rests for longer each time, and is given up after ten of them, saying why', async () => {
    const job: DiscardJob = { ...newJob('discard', SUBSCRIBER), selection: { kind: 'all' }, discarded: 0 };
    await table.jobs.begin(job);
    const rests: (number | undefined)[] = [];
    for (let n = 0; n < 10; n++) rests.push(await step(job.id));
    expect(rests).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
    expect(await table.jobs.get(job.id)).toMatchObject({ status: 'running', faults: 10 });
    expect(await step(job.id)).toBeUndefined();
    const failed = await table.jobs.get(job.id);
    expect(failed).toMatchObject({ status: 'failed' });
    expect(failed?.failure).toMatch(/^Given up after 10 faults, the last: .+/);
    // Its lock is free: the next test takes it.
  });

  it('is given up too when its function dies each time', async () => {
    const job: DiscardJob = { ...newJob('discard', SUBSCRIBER), selection: { kind: 'all' }, discarded: 0 };
    await table.jobs.begin(job);
    for (let n = 0; n < 10; n++) await table.jobs.beginStep(job.id, new Date()); // and no more is heard of it
    expect(await step(job.id)).toBeUndefined();
    expect(await table.jobs.get(job.id)).toMatchObject({
      ...{ status: 'failed', failure: 'Given up after 10 faults, the last: its function was ended' },
    });
  });
});

it('a message of a job that is over, or was never there, is done with', async () => {
  expect(await step(`red_${'0'.repeat(32)}`)).toBeUndefined();
});
