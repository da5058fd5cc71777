/** What a function that works on subscribers is told by the stack. */
export const SUBSCRIBERS_ENV = [
  'STAGE',
  'SUBSCRIBERS_TABLE',
  'EVENT_TYPES_TABLE',
  /** The key that secrets are kept under. */
  'KEY_ID',
  /** The URL of the platform's dead-letter queue: every subscriber's queue stands beside it. */
  'PLATFORM_QUEUE_URL',
  'TENANT_FIELD',
  'SCHEMA_VERSION_FIELD',
  'EVENT_ID_FIELD',
  /** `true`: an event type that the catalogue does not know is refused. */
  'STRICT_EVENT_TYPES',
  /** JSON of `UrlPolicy`. */
  'URL_POLICY',
] as const;

export type SubscribersEnv = Record<(typeof SUBSCRIBERS_ENV)[number], string>;
