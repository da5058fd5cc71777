/** What does a subscriber desire of its resources? `provision` makes it so, `sweep` looks whether it is. */
import type { MappingPlan } from './provision-mapping.ts';
import { DEFAULT_MAX_CONCURRENCY, type Subscriber } from './subscriber.ts';
import { type JsonObject, type PatternFields, subscriberPattern, type Wishes } from './subscriber-pattern.ts';

export interface RulePlan {
  readonly enabled: boolean;
  readonly pattern: JsonObject;
}

/** What the rule points at. */
export interface TargetPlan {
  readonly arn: string;
  /** Where EventBridge leaves what the target does not take; without it, it would drop that. */
  readonly deadLetterArn: string | undefined;
}

export interface ProvisionPlan {
  /** Absent: there is to be none. */
  readonly mapping?: MappingPlan;
  readonly rule: RulePlan;
  readonly target: TargetPlan;
}

type Desires = Wishes & Pick<Subscriber, 'desired' | 'mode' | 'maxConcurrency'>;

/**
 *            mapping, push   mapping, pull   rule
 *   active   on              none            on
 *   paused   off             none            on     keeps: events wait in the queue
 *   disabled on              on              off    drops: no events come, and `deliver` makes dead letters of what waits
 *
 * A puller fetches from the queue itself. What waits there stays when the mode changes.
 */
export function provisionPlan(subscriber: Desires, fields: PatternFields, target: TargetPlan): ProvisionPlan {
  const { desired, mode, maxConcurrency = DEFAULT_MAX_CONCURRENCY } = subscriber;
  const isPulled = mode === 'pull' && desired !== 'disabled';
  return {
    ...(isPulled ? {} : { mapping: { enabled: desired !== 'paused', maxConcurrency } }),
    rule: { enabled: desired !== 'disabled', pattern: subscriberPattern(subscriber, fields) },
    target,
  };
}
