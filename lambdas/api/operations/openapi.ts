/** The API tells what it is. */
import * as z from 'zod/mini';
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
  // Made when it is asked for: it is a tenth of what the function would load before its first request.
  async () => ({ status: 200, body: (await import('../openapi.json', { with: { type: 'json' } })).default }),
);

export const OPENAPI_OPERATIONS = [read];
