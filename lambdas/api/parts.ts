/** What do the API's operations need? */
import type { OverviewParts } from '../overview/parts.ts';
import type { ClaimRecords } from '../records/claim-records.ts';
import type { JobRecords } from '../records/job-records.ts';
import type { ArchiveAge } from '../replays/archive-age.ts';
import type { SubscriberParts } from '../subscribers/parts.ts';

export interface ApiParts extends SubscriberParts, OverviewParts {
  readonly claims: ClaimRecords;
  readonly jobs: JobRecords;
  /** Where jobs wait to be begun. */
  readonly jobsQueueUrl: string;
  readonly platformQueueUrl: string;
  readonly archiveAge: ArchiveAge;
  readonly userAgent: string;
}
