/** What `cleanup` is told by the stack: what `provision` is, for it removes what `provision` made. */
import { RESOURCES_ENV } from '../provision/env.ts';

export const CLEANUP_ENV = RESOURCES_ENV;
export type { ResourcesEnv as CleanupEnv } from '../provision/env.ts';
