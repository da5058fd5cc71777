/** What `cleanup` is told by the stack: what `provision` is of the resources, for it removes them. */
import { RESOURCES_ENV } from '../provision/env.ts';

export const CLEANUP_ENV = RESOURCES_ENV;
export type { ResourcesEnv as CleanupEnv } from '../provision/env.ts';
