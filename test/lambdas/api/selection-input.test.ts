import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { RedriveJob } from '../../../core/job.ts';
import { redriveView } from '../../../lambdas/api/views/redrive-view.ts';
import { givenSelection, SELECTION_INPUT } from '../../../lambdas/api/views/selection-input.ts';
import { readInput } from '../../../lambdas/schema/read-input.ts';
import type { Problem } from '../../../lambdas/subscribers/problem.ts';

const INPUT = z.strictObject(SELECTION_INPUT);

function selected(body: object) {
  const reading = readInput(INPUT, body);
  if (!reading.ok) return reading.errors;
  try {
    return givenSelection(reading.value);
  } catch (error) {
    return (error as Problem).facts.errors;
  }
}

const digest = (id: string) => `sha256-${createHash('sha256').update(id).digest('base64url')}`;

describe('which dead letters are meant', () => {
  it('is not said by an empty body', () => {
    expect(selected({})).toBeUndefined();
  });

  it('is said by event ids, each once, and by publishers’ own ids as they are logged', () => {
    expect(selected({ eventIds: ['evt_1', 'order 7', 'evt_1', 'order 7', 'constructor'] })).toEqual({
      kind: 'events',
      eventIds: ['evt_1', digest('order 7'), 'constructor'],
      askedAs: { [digest('order 7')]: 'order 7' },
    });
    expect(selected({ eventIds: ['evt_1'] })).toEqual({ kind: 'events', eventIds: ['evt_1'] });
  });

  it('is said by a filter, its times in UTC', () => {
    expect(
      selected({ filter: { eventType: 'order.placed', reason: 'endpoint-gone', from: '2026-11-01T02:00:00+02:00' } }),
    ).toEqual({
      kind: 'filter',
      filter: { eventType: 'order.placed', reason: 'endpoint-gone', from: '2026-11-01T00:00:00.000Z' },
    });
  });

  const TIME = 'must be a time of ISO 8601 with its offset, as in 2026-11-01T10:00:00Z';
  it.each<[string, object, string, string]>([
    ['by both', { eventIds: ['a'], filter: { reason: 'endpoint-gone' } }, 'filter', 'must be left out beside'],
    ['by an empty filter', { filter: {} }, 'filter', 'must hold at least one of `eventType`'],
    ['by no event', { eventIds: [] }, 'eventIds', 'must be a list of 1 to 1000 event ids'],
    ['by 1001 events', { eventIds: Array(1001).fill('a') }, 'eventIds', 'must be a list of 1 to 1000 event ids'],
    ['by an empty id', { eventIds: ['a', ''] }, 'eventIds.1', 'must be a text of 1 to 1024 characters'],
    ['by a number', { eventIds: [7] }, 'eventIds.0', 'must be a text of 1 to 1024 characters'],
    ['by too long ids', { eventIds: Array(200).fill('✓'.repeat(200)) }, 'eventIds', 'must have at most 100000 bytes'],
    ['by an unknown field', { filter: { colour: 'red' } }, 'filter.colour', 'is not a known field'],
    ['by an unknown reason', { filter: { reason: 'bored' } }, 'filter.reason', 'must be one of attempts-exhausted'],
    ['by a text as filter', { filter: 'all' }, 'filter', 'must be an object'],
    ...['', 'yesterday', '2026-11-01', '2026-11-01T10:00:00', '2026-02-30T10:00:00Z', '9999-12-31T23:59:59-12:00'].map(
      (from): [string, object, string, string] => [`by from ${from}`, { filter: { from } }, 'filter.from', TIME],
    ),
    [
      'by times the wrong way round',
      { filter: { from: '2026-11-01T10:00:00Z', to: '2026-11-01T11:00:00+01:00' } },
      'filter.to',
      'must be later than `from`',
    ],
  ])('is not said %s', (_, body, path, message) => {
    expect(selected(body)).toEqual([{ path, message: expect.stringContaining(message) as string }]);
  });
});

it('a redrive shows events as they were asked for', () => {
  const job: RedriveJob = {
    ...{ id: 'red_1', kind: 'redrive', subscriberId: 'sub_1', status: 'running', moved: 0, examined: 3 },
    createdAt: '2026-11-01T00:00:00.000Z',
    selection: {
      kind: 'events',
      eventIds: ['evt_1', digest('order 7'), 'constructor'],
      askedAs: { [digest('order 7')]: 'order 7' },
    },
    missing: [digest('order 7'), 'constructor'],
  };
  expect(redriveView(job)).toEqual({
    ...{ id: 'red_1', subscriberId: 'sub_1', status: 'running', createdAt: '2026-11-01T00:00:00.000Z' },
    ...{ selection: 'events', eventIds: ['evt_1', 'order 7', 'constructor'], examined: 3, moved: 0 },
    missing: ['order 7', 'constructor'],
  });
});
