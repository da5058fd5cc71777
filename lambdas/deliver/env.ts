/** What `deliver` is told by the stack. */
export const DELIVER_ENV = [
  'STAGE',
  'SUBSCRIBERS_TABLE',
  'CLAIMS_TABLE',
  'DELIVERIES_TABLE',
  'HEALTH_TABLE',
  /** The URL of the platform's dead-letter queue: every subscriber's queue stands beside it. */
  'PLATFORM_QUEUE_URL',
  /** Days the delivery log is kept. */
  'LOG_RETENTION_DAYS',
  /** The top-level field of `detail` with the publisher's own id. */
  'EVENT_ID_FIELD',
  /** JSON of `UrlPolicy`. */
  'URL_POLICY',
  /** Fanfare's version, for `user-agent`. */
  'FANFARE_VERSION',
] as const;

export type DeliverEnv = Record<(typeof DELIVER_ENV)[number], string>;
