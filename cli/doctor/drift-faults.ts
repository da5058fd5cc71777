/** What of a subscriber's rule and mapping is not as it desires? Judged as the sweep does. */
import { driftedSteps } from '../../core/drift.ts';
import { type ProvisionPlan, provisionPlan, type TargetPlan } from '../../core/provision-plan.ts';
import type { DesiredState } from '../../core/subscriber.ts';
import type { EventFields } from '../aws/stage-facts.ts';
import type { SubscriberView } from '../subscribers/subscriber-view.ts';
import type { Mapping, SubscriberRule } from './resources.ts';

/** What the stack tells; `undefined` where it could not be read. */
export interface Surroundings {
  readonly fields: EventFields | undefined;
  /** Its name; where EventBridge leaves what it cannot hand over. */
  readonly platformQueue: string | undefined;
}

/** For a subscriber that is settled. The sentence goes on after the rule's name. */
export function ruleFault(
  subscriber: SubscriberView,
  rule: SubscriberRule | undefined,
  { fields, platformQueue, queue }: Surroundings & { readonly queue: string },
): string | undefined {
  if (!rule) return 'is missing';
  const arn = queueArn(rule, queue);
  const target = rule.targets.find((each) => each.arn === arn);
  if (!target) return 'has no target';
  if (fields === undefined || platformQueue === undefined) return undefined;
  const plan = planOf(subscriber, fields, { arn, deadLetterArn: queueArn(rule, platformQueue) });
  const drifted = driftedSteps(plan, { rule, target });
  if (drifted.includes('target')) return 'does not leave at the platform what cannot be handed over';
  if (!drifted.includes('rule')) return undefined;
  if (rule.enabled !== plan.rule.enabled) return rule.enabled ? 'is on' : 'is off';
  return 'has another pattern than its subscriber wants';
}

/** For a subscriber that is settled. */
export function mappingFault(
  subscriber: SubscriberView,
  mapping: Mapping | undefined,
  queue: string,
): string | undefined {
  // The mapping's plan asks neither for fields nor for a target.
  const fields = { tenantField: '', schemaVersionField: '' };
  const plan = planOf(subscriber, fields, { arn: '', deadLetterArn: undefined });
  if (!driftedSteps(plan, mapping ? { mapping } : {}).includes('mapping')) return undefined;
  if (!mapping) return `${queue} has none`;
  if (!plan.mapping) return `that of ${queue} should not be there`;
  const isOn = mapping.State !== 'Disabled' && mapping.State !== 'Disabling';
  if (isOn !== plan.mapping.enabled) return `that of ${queue} is ${isOn ? 'on' : 'off'}`;
  return `that of ${queue} has other settings than its subscriber wants`;
}

type PatternFields = Pick<EventFields, 'tenantField' | 'schemaVersionField'>;

function planOf(subscriber: SubscriberView, fields: PatternFields, target: TargetPlan): ProvisionPlan {
  return provisionPlan({ ...subscriber, desired: subscriber.status as DesiredState }, fields, target);
}

/** In the rule's own partition, region and account. */
function queueArn({ arn }: SubscriberRule, queue: string): string {
  const [, partition, , region, account] = arn.split(':');
  return ['arn', partition, 'sqs', region, account, queue].join(':');
}
