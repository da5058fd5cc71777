/** What `api` is told by the stack. */
export const API_ENV = [
  'STAGE',
  'SUBSCRIBERS_TABLE',
  'CLAIMS_TABLE',
  'DELIVERIES_TABLE',
  'LOG_RETENTION_DAYS',
  /** The key that secrets are kept under. */
  'KEY_ID',
  /** The URL of the platform's dead-letter queue: every subscriber's queue stands beside it. */
  'PLATFORM_QUEUE_URL',
  'TENANT_FIELD',
  /** JSON of `UrlPolicy`. */
  'URL_POLICY',
] as const;

export type ApiEnv = Record<(typeof API_ENV)[number], string>;
