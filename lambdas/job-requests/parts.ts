/** What does it take to ask for work on dead letters? */
import type { JobsQueue } from '../jobs/jobs-queue.ts';
import type { JobRecords } from '../records/job-records.ts';
import type { SubscriberRecords } from '../records/subscriber-records.ts';

export interface JobRequestParts extends JobsQueue {
  readonly subscribers: SubscriberRecords;
  readonly jobs: JobRecords;
}
