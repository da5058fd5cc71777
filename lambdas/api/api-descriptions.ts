/** What can be asked of the HTTP API, whichever function answers? */
import { PULL_OPERATIONS } from '../pull/operations.ts';
import type { Description } from '../rest/operation.ts';
import { OPERATIONS } from './operations.ts';

export const API_DESCRIPTIONS: readonly Description[] = [...OPERATIONS, ...PULL_OPERATIONS];
