/** An operation of the `api` function. */
import { operationsOf } from '../rest/operation.ts';
import type { ApiParts } from './parts.ts';

export const operation = operationsOf<ApiParts>();
