import { describe, expect, it } from 'vitest';
import { driftedSteps, type Found, suspects } from '../../core/drift.ts';
import type { ProvisionPlan } from '../../core/provision-plan.ts';
import { PROVISION_STEPS } from '../../core/provision-step.ts';
import type { Subscriber } from '../../core/subscriber.ts';

const TARGET = { arn: 'arn:queue', deadLetterArn: 'arn:platform' };
const PLAN: ProvisionPlan = {
  mapping: { enabled: true, maxConcurrency: 5 },
  rule: { enabled: true, pattern: { 'detail-type': ['a'], detail: { tenant: ['t'] } } },
  target: TARGET,
};
const { mapping: _, ...WITHOUT_MAPPING } = PLAN;
const MAPPING = {
  State: 'Enabled',
  BatchSize: 10,
  FunctionResponseTypes: ['ReportBatchItemFailures'],
  ScalingConfig: { MaximumConcurrency: 5 },
};
const RULE = { enabled: true, pattern: '{"detail":{"tenant":["t"]},"detail-type":["a"]}' };
const WHOLE: Required<Found> = { deadLetterQueue: true, queue: true, mapping: MAPPING, rule: RULE, target: TARGET };

describe('what has drifted of a subscriber', () => {
  it('is nothing when all is there, however the pattern is spelled', () => {
    expect(driftedSteps(PLAN, WHOLE)).toEqual([]);
    expect(driftedSteps(PLAN, { ...WHOLE, rule: { ...RULE, pattern: JSON.stringify(PLAN.rule.pattern) } })).toEqual([]);
  });

  it('is everything when nothing is there', () => expect(driftedSteps(PLAN, {})).toEqual(PROVISION_STEPS));

  const differing: [string, Partial<Found>][] = [
    ['dead-letter-queue', { deadLetterQueue: false }],
    ['queue', { queue: false }],
    ['mapping', { mapping: { ...MAPPING, State: 'Disabled' } }],
    ['mapping', { mapping: { ...MAPPING, State: 'Disabling' } }],
    ['mapping', { mapping: { ...MAPPING, State: 'Deleting' } }],
    ['mapping', { mapping: { ...MAPPING, BatchSize: 1 } }],
    ['mapping', { mapping: { ...MAPPING, FunctionResponseTypes: [] } }],
    ['mapping', { mapping: { ...MAPPING, ScalingConfig: {} } }],
    ['rule', { rule: { ...RULE, enabled: false } }],
    ['rule', { rule: { ...RULE, pattern: '{"detail-type":["a"]}' } }],
    ['rule', { rule: { ...RULE, pattern: '' } }],
    ['target', { target: { ...TARGET, arn: 'arn:another' } }],
    ['target', { target: { ...TARGET, deadLetterArn: undefined } }],
  ];
  it.each(differing)('is the %s when there is %j', (step, found) => {
    expect(driftedSteps(PLAN, { ...WHOLE, ...found })).toEqual([step]);
  });

  it.each(['Creating', 'Enabling', 'Updating'])('is not a mapping that is %s', (State) => {
    expect(driftedSteps(PLAN, { ...WHOLE, mapping: { ...MAPPING, State } })).toEqual([]);
  });

  it('is not a target that nobody has looked at', () => {
    expect(driftedSteps(PLAN, { ...WHOLE, target: 'unseen' })).toEqual([]);
  });

  it('is a mapping where none should be, unless it is going', () => {
    expect(driftedSteps(WITHOUT_MAPPING, WHOLE)).toEqual(['mapping']);
    expect(driftedSteps(WITHOUT_MAPPING, { ...WHOLE, mapping: { ...MAPPING, State: 'Deleting' } })).toEqual([]);
  });

  it('is a mapping that is on where it should be off', () => {
    const paused = { ...PLAN, mapping: { enabled: false, maxConcurrency: 5 } };
    expect(driftedSteps(paused, WHOLE)).toEqual(['mapping']);
    expect(driftedSteps(paused, { ...WHOLE, mapping: { ...MAPPING, State: 'Disabled' } })).toEqual([]);
  });
});

describe('suspect', () => {
  const subscriber = (id: string, desired: string, status: string) =>
    ({ id, desired, status }) as unknown as Subscriber;
  const found = (...entries: [string, Found][]) => suspects(SUBSCRIBERS, new Map(entries), () => PLAN);
  const SUBSCRIBERS = [
    subscriber('settled', 'active', 'active'),
    subscriber('made', 'active', 'provisioning'),
    subscriber('going', 'deleted', 'deleting'),
    subscriber('broken', 'active', 'failed'),
  ];

  it('are those who are said to have what they desire, and do not', () => {
    expect(found(['settled', WHOLE])).toEqual([]);
    expect(found(['settled', { ...WHOLE, queue: false }])).toEqual([
      { subscriberId: 'settled', subscriber: SUBSCRIBERS[0], steps: ['queue'] },
    ]);
    expect(found()).toEqual([{ subscriberId: 'settled', subscriber: SUBSCRIBERS[0], steps: [...PROVISION_STEPS] }]);
  });

  it('are resources that are no subscriber’s, with what there is of them', () => {
    const orphans = found(['settled', WHOLE], ['gone', { rule: RULE, target: 'unseen' }], ['half', { queue: true }]);
    expect(orphans).toEqual([
      { subscriberId: 'gone', steps: ['rule'] },
      { subscriberId: 'half', steps: ['queue'] },
    ]);
  });

  it('is nobody who is being made or deleted, or who says himself what is wrong', () => {
    expect(found(['settled', WHOLE], ['made', {}], ['going', WHOLE], ['broken', {}])).toEqual([]);
  });
});
