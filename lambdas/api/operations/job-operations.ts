/** What can be asked about jobs of any kind: which there are, how far one is, that it ends before its time. */
import * as z from 'zod/mini';
import type { JobKind } from '../../../core/job.ts';
import { cancelJob } from '../../job-requests/cancel-job.ts';
import { type JobOf, knownJob } from '../../job-requests/known-job.ts';
import type { Operation } from '../../rest/operation.ts';
import { listAnswer, listOf, PAGE_PARAMETERS } from '../../rest/page-query.ts';
import { operation } from '../operation.ts';
import type { ApiParts } from '../parts.ts';

export interface JobNoun<K extends JobKind> {
  readonly kind: K;
  /** As in `listRedrives`, `/v1/redrives`. */
  readonly plural: string;
  readonly tag: string;
  readonly schema: z.ZodMiniType;
  readonly view: (job: JobOf<K>) => object;
}

export function listJobs<K extends JobKind>({ kind, plural, tag, schema, view }: JobNoun<K>): Operation<ApiParts> {
  return operation(
    {
      id: `list${capital(plural)}`,
      method: 'GET',
      path: `/v1/${plural}`,
      tag,
      summary: `All ${plural}, newest first`,
      query: z.strictObject({
        subscriberId: z.optional(z.string().check(z.describe('Of this subscriber'))),
        ...PAGE_PARAMETERS,
      }),
      answers: { 200: { description: 'A page of them', schema: listOf(schema) } },
    },
    async ({ query: { subscriberId, ...page } }, { jobs }) => {
      const read = (limit: number, before?: string) => jobs.list(kind, limit, before, subscriberId);
      const list = subscriberId === undefined ? plural : `${plural}-of-${subscriberId}`;
      return { status: 200, body: await listAnswer(list, page, read, view) };
    },
  );
}

export function readJob<K extends JobKind>(
  { kind, plural, tag, schema, view }: JobNoun<K>,
  /** Where one is shown with more than in a list. */
  whole: (job: JobOf<K>, parts: ApiParts) => Promise<object> = async (job) => view(job),
): Operation<ApiParts> {
  return operation(
    {
      id: `read${capital(kind)}`,
      method: 'GET',
      path: `/v1/${plural}/{id}`,
      tag,
      summary: `How far a ${kind} is`,
      answers: { 200: { description: `The ${kind}`, schema } },
      problems: ['not-found'],
    },
    async ({ path: { id = '' } }, parts) => ({
      status: 200,
      body: await whole(await knownJob(kind, id, parts), parts),
    }),
  );
}

export function endJob<K extends JobKind>({ kind, plural, tag, schema, view }: JobNoun<K>): Operation<ApiParts> {
  return operation(
    {
      id: `cancel${capital(kind)}`,
      method: 'POST',
      path: `/v1/${plural}/{id}/cancel`,
      tag,
      summary: `End a ${kind} before its time: what it has done stays done`,
      answers: { 202: { description: 'It is about to end', schema } },
      problems: ['not-found', 'conflict'],
    },
    async ({ path: { id = '' } }, parts) => ({ status: 202, body: view(await cancelJob(kind, id, parts)) }),
  );
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
