/** What `api` is told by the stack. */
import { SUBSCRIBERS_ENV } from '../subscribers/env.ts';

export const API_ENV = [
  ...SUBSCRIBERS_ENV,
  'CLAIMS_TABLE',
  'DELIVERIES_TABLE',
  'LOG_RETENTION_DAYS',
  'HEALTH_TABLE',
  'JOBS_TABLE',
  'JOBS_QUEUE_URL',
  /** Days that events can be replayed for; 0 where nothing is archived. */
  'ARCHIVE_RETENTION_DAYS',
  /** Empty where nothing is archived. */
  'ARCHIVE_NAME',
  'FANFARE_VERSION',
] as const;

export type ApiEnv = Record<(typeof API_ENV)[number], string>;
