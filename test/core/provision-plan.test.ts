import { expect, it } from 'vitest';
import { provisionPlan } from '../../core/provision-plan.ts';

const FIELDS = { tenantField: 'tenant', schemaVersionField: 'schemaVersion' };
const TARGET = { arn: 'arn:queue', deadLetterArn: 'arn:platform' };
const plan = (
  desired: 'active' | 'paused' | 'disabled',
  rest: { mode?: 'push' | 'pull'; maxConcurrency?: number } = {},
) => provisionPlan({ desired, eventTypes: ['a'], ...rest }, FIELDS, TARGET);
const at = (maxConcurrency: number, enabled: boolean) => ({ enabled, maxConcurrency });

it.each([
  ['active', at(5, true), true],
  ['paused', at(5, false), true],
  ['disabled', at(5, true), false],
] as const)(
  'a subscriber that is posted to and %s has the mapping %j and its rule is on: %s',
  (desired, mapping, isOn) => {
    expect(plan(desired)).toEqual({
      mapping,
      rule: { enabled: isOn, pattern: { 'detail-type': ['a'] } },
      target: TARGET,
    });
  },
);

it.each(['active', 'paused'] as const)(
  'a puller that is %s has no mapping: what waits is its own to fetch',
  (desired) => {
    expect(plan(desired, { mode: 'pull' })).not.toHaveProperty('mapping');
    expect(plan(desired, { mode: 'pull' }).rule.enabled).toBe(true);
  },
);

it('a puller that is disabled has one, so that what waits becomes dead letters', () => {
  expect(plan('disabled', { mode: 'pull', maxConcurrency: 9 })).toEqual(plan('disabled', { maxConcurrency: 9 }));
  expect(plan('disabled', { mode: 'pull', maxConcurrency: 9 }).mapping).toEqual(at(9, true));
});
