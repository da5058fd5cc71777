/** What `provision` is told by the stack. */

/** Of the resources it makes: `cleanup` and `sweep` are told the same. */
export const RESOURCES_ENV = [
  'STAGE',
  'SUBSCRIBERS_TABLE',
  'EVENT_BUS_NAME',
  'DELIVER_FUNCTION_ARN',
  /** Seconds; the queues' visibility timeout follows from it. */
  'DELIVER_TIMEOUT_SECONDS',
  /** Where events go that EventBridge cannot hand to a subscriber's queue. */
  'PLATFORM_QUEUE_ARN',
  /** Where subscribers wait whose resources could not be made. */
  'RETRY_QUEUE_URL',
  /** The top-level field of `detail` that says whose event it is. */
  'TENANT_FIELD',
  /** The top-level field of `detail` with the version of its schema. */
  'SCHEMA_VERSION_FIELD',
] as const;

export const PROVISION_ENV = [
  ...RESOURCES_ENV,
  /** Where `jobs` hears of subscribers that were deleted. */
  'JOBS_QUEUE_URL',
] as const;

export type ResourcesEnv = Record<(typeof RESOURCES_ENV)[number], string>;
export type ProvisionEnv = Record<(typeof PROVISION_ENV)[number], string>;
