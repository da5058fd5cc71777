/** What the console shows first. */
import * as z from 'zod/mini';
import { overview } from '../../overview/overview.ts';
import { TRAFFIC_HOURS } from '../../overview/traffic.ts';
import { oneNumberOf } from '../../schema/fields.ts';
import { operation } from '../operation.ts';
import { OVERVIEW, overviewView } from '../views/overview-view.ts';

const DEFAULT_HOURS = 3;

const read = operation(
  {
    id: 'readOverview',
    method: 'GET',
    path: '/v1/overview',
    tag: 'Overview',
    summary: 'How the stage does: traffic, who fails and since when, what waits',
    query: z.strictObject({
      hours: z.optional(oneNumberOf(TRAFFIC_HOURS).check(z.describe(`Of how much traffic (${DEFAULT_HOURS})`))),
    }),
    answers: { 200: { description: 'The overview', schema: OVERVIEW } },
  },
  async ({ query: { hours = DEFAULT_HOURS } }, parts) => ({
    status: 200,
    body: overviewView(await overview(hours, parts)),
  }),
);

export const OVERVIEW_OPERATIONS = [read];
