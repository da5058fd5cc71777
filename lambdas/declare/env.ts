/** What `declare` is told by the stack: all that operations on subscribers need. */
import { SUBSCRIBERS_ENV } from '../subscribers/env.ts';

export const DECLARE_ENV = SUBSCRIBERS_ENV;
export type { SubscribersEnv as DeclareEnv } from '../subscribers/env.ts';
