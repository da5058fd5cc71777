/** What `cleanup` is told by the stack: what `provision` is, for it removes what `provision` made. */
import { PROVISION_ENV } from '../provision/env.ts';

export const CLEANUP_ENV = PROVISION_ENV;
export type { ProvisionEnv as CleanupEnv } from '../provision/env.ts';
