/** The API tells what it is. */
import * as z from 'zod/mini';
import document from '../openapi.json' with { type: 'json' };
import { operation } from '../operation.ts';

const read = operation(
  {
    id: 'readOpenApi',
    method: 'GET',
    path: '/v1/openapi.json',
    tag: 'The API',
    summary: 'This document',
    answers: { 200: { description: 'OpenAPI 3.1', schema: z.record(z.string(), z.unknown()) } },
  },
  () => Promise.resolve({ status: 200, body: document }),
);

export const OPENAPI_OPERATIONS = [read];
