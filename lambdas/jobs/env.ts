/** What `jobs` is told by the stack. */
export const JOBS_ENV = [
  'STAGE',
  'SUBSCRIBERS_TABLE',
  'CLAIMS_TABLE',
  'DELIVERIES_TABLE',
  /** Days the delivery log is kept. */
  'LOG_RETENTION_DAYS',
  'JOBS_TABLE',
  'JOBS_QUEUE_URL',
  /** The URL of the platform's dead-letter queue: every subscriber's queue stands beside it. */
  'PLATFORM_QUEUE_URL',
  /** The top-level field of `detail` with the publisher's own id. */
  'EVENT_ID_FIELD',
  'EVENT_BUS_ARN',
  /** Empty where the stage archives nothing. */
  'ARCHIVE_ARN',
  /** What was published may come into the archive so many seconds later. */
  'ARCHIVE_LAG_SECONDS',
] as const;

export type JobsEnv = Record<(typeof JOBS_ENV)[number], string>;
