/** What `sweep` is told by the stack: what `provision` is of the resources, for it looks at them. */
import { RESOURCES_ENV } from '../provision/env.ts';

export const SWEEP_ENV = [
  ...RESOURCES_ENV,
  /** Seconds by which AWS's lists lag behind what was made or removed. */
  'LIST_LAG_SECONDS',
] as const;

export type SweepEnv = Record<(typeof SWEEP_ENV)[number], string>;
