/** What `pull` is told by the stack. */
export const PULL_ENV = [
  'STAGE',
  'SUBSCRIBERS_TABLE',
  'CLAIMS_TABLE',
  'DELIVERIES_TABLE',
  /** The URL of the platform's dead-letter queue: every subscriber's queue stands beside it. */
  'PLATFORM_QUEUE_URL',
  /** Days the delivery log is kept. */
  'LOG_RETENTION_DAYS',
  /** The top-level field of `detail` with the publisher's own id. */
  'EVENT_ID_FIELD',
  /** Fanfare's version, for `user-agent`. */
  'FANFARE_VERSION',
] as const;

export type PullEnv = Record<(typeof PULL_ENV)[number], string>;
